package hearth.raster.vector;

import hearth.geo.InputException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tables of a PostGIS database as inputs, named as OGR's driver takes them: {@code PG:service=gis
 * tables=town.buildings}.
 */
public final class DatabaseSource {
  private static final Pattern PASSWORD =
      Pattern.compile("\\b(ssl)?password\\s*=|://[^/@\\s]*:[^/@\\s]*@", Pattern.CASE_INSENSITIVE);

  private DatabaseSource() {}

  /** Whether a name is one of a database, and no file. */
  public static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("pg:")
        || lower.startsWith("postgresql://")
        || lower.startsWith("postgres://");
  }

  /**
   * Refuses a password in a name: names stand in lists of processes, logs, reports and rasters. The
   * message does not repeat it.
   */
  static void refusePassword(String name) {
    if (isOne(name) && PASSWORD.matcher(name).find()) {
      throw new InputException(
          "the address of a table (PG:…) holds a password, which others would see",
          "Leave it out: it is taken from ~/.pgpass, from passfile=F or service=S in the address,"
              + " or from PGPASSWORD.");
    }
  }
}
