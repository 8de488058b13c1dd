package hearth.store;

import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What a database must have before anything is written to it, each with its remedy. */
final class DatabaseCheck {
  /** Views with the rights of their reader, and what Debian 12 has. */
  private static final int OLDEST_SERVER = 15;

  /** What Debian 12 has. */
  private static final String OLDEST_POSTGIS = "3.3";

  private DatabaseCheck() {}

  /**
   * Checks a server and its extensions; missing extensions are made where the user may.
   *
   * @return the schema that holds PostGIS, quoted for SQL
   */
  static String check(Connection c, DatabaseUrl url) throws SQLException {
    int major = c.getMetaData().getDatabaseMajorVersion();
    if (major < OLDEST_SERVER) {
      throw new InputException(
          "%s is PostgreSQL %d, which is too old".formatted(url, major),
          "Hearth needs PostgreSQL " + OLDEST_SERVER + " or newer.");
    }
    for (String extension : new String[] {"postgis", "postgis_raster"}) {
      if (schemaOf(c, extension) == null) {
        make(c, url, extension, major);
      }
    }
    String version =
        Database.text(c, "SELECT extversion FROM pg_extension WHERE extname = 'postgis'");
    if (compare(version, OLDEST_POSTGIS) < 0) {
      throw new InputException(
          "%s has PostGIS %s, which is too old".formatted(url, version),
          "Hearth needs PostGIS " + OLDEST_POSTGIS + " or newer: ALTER EXTENSION postgis UPDATE.");
    }
    requireSchema(c, url);
    return schemaOf(c, "postgis");
  }

  private static void requireSchema(Connection c, DatabaseUrl url) throws SQLException {
    String usable =
        Database.text(
            c,
            "SELECT to_regnamespace('hearth') IS NOT NULL"
                + " OR has_database_privilege(current_database(), 'CREATE')");
    if (!"t".equals(usable)) {
      throw new InputException(
          "the user may not make the schema hearth in " + url,
          "Ask the database's owner for: GRANT CREATE ON DATABASE %s TO that user;"
              .formatted(url.database()));
    }
  }

  private static String schemaOf(Connection c, String extension) throws SQLException {
    return Database.text(
        c,
        "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid ="
            + " e.extnamespace WHERE e.extname = '"
            + extension
            + "'");
  }

  private static void make(Connection c, DatabaseUrl url, String extension, int major) {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE EXTENSION IF NOT EXISTS " + extension);
    } catch (SQLException e) {
      if (SqlFault.of(e) == SqlFault.NO_RIGHTS) {
        throw new InputException(
            "%s has no extension %s, and the user may not make it".formatted(url, extension),
            "Ask its administrator for: CREATE EXTENSION %s;".formatted(extension),
            e);
      }
      throw new InputException(
          "%s has no extension %s, and it cannot be made: %s"
              .formatted(url, extension, SqlFault.of(e).describe(e)),
          "Install PostGIS on the server (Debian, Ubuntu: apt install postgresql-%d-postgis-3)."
              .formatted(major),
          e);
    }
  }

  /** Why a connection was refused, in words. */
  static RuntimeException refused(DatabaseUrl url, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String cause = SqlFault.of(e).describe(e);
    return switch (state) {
      case "28P01", "28000", "08004" ->
          new InputException(
              "%s refuses the login: %s".formatted(url, cause),
              "Check the user in the address, and the password in HEARTH_DB_PASSWORD_FILE,"
                  + " HEARTH_DB_PASSWORD or ~/.pgpass.",
              e);
      case "3D000" ->
          new InputException(
              "%s: there is no database %s".formatted(url, url.database()),
              "Make it on that server: createdb " + url.database(),
              e);
      default ->
          SqlFault.of(e) == SqlFault.UNREACHABLE
              ? new InputException(
                  "the database at %s is not reachable: %s".formatted(url, cause),
                  "Check that a server runs at %s and lets this machine in, or leave --db and"
                          .formatted(url.hosts())
                      + " HEARTH_DB out to use the private database (./hearth db start).",
                  e)
              : StoreException.of("connecting to " + url, e);
    };
  }

  /** Orders versions such as 3.3.2 and 3.10 by their numbers. */
  static int compare(String a, String b) {
    String[] x = a.split("[^0-9]+");
    String[] y = b.split("[^0-9]+");
    for (int i = 0; i < Math.min(x.length, y.length); i++) {
      int order = Integer.compare(Integer.parseInt(x[i]), Integer.parseInt(y[i]));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
