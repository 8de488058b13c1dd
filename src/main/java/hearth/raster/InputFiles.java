package hearth.raster;

import hearth.geo.InputException;
import hearth.raster.vector.DatabaseSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;

/** Why a file could not be opened, in words that help. */
public final class InputFiles {
  private static final int HEAD_BYTES = 512;

  /** What was looked for in the file. */
  public enum Wanted {
    RASTER("a raster", "a vector file", gdalconstConstants.OF_VECTOR),
    VECTOR("a vector file", "a raster", gdalconstConstants.OF_RASTER);

    private final String name;
    private final String otherName;
    private final int otherFlag;

    Wanted(String name, String otherName, int otherFlag) {
      this.name = name;
      this.otherName = otherName;
      this.otherFlag = otherFlag;
    }
  }

  private InputFiles() {}

  /**
   * The path, where it is one on this machine; empty for GDAL's virtual paths and for databases.
   */
  public static Optional<Path> local(String file) {
    if (file.startsWith("/vsi") || DatabaseSource.isOne(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(file));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** To be called before a file that a person names is opened: the network is opened if needed. */
  public static void allow(String file) {
    Remote.check(file);
  }

  /**
   * The refusal of a file that GDAL did not open; to be called right after the attempt, while GDAL
   * still knows its reason.
   */
  public static InputException notOpened(String file, Wanted wanted) {
    String reason = Gdal.lastError();
    Optional<Path> path = local(file);
    if (path.isPresent()) {
      Path p = path.get();
      if (!Files.exists(p)) {
        return new InputException(
            file + ": no such file", "Check the path; in a job file it is relative to that file.");
      }
      if (Files.isDirectory(p)) {
        return new InputException(file + " is a folder", "Name the file inside it.");
      }
      if (!Files.isReadable(p)) {
        return new InputException(file + " may not be read", "Change its permissions.");
      }
    }
    if (DatabaseSource.isOne(file)) {
      return new InputException(
          "%s: no table that can be read (%s)".formatted(file, reason),
          "Check server, database, user, password file and table: PG:service=S"
              + " tables=SCHEMA.TABLE.");
    }
    Dataset other = gdal.OpenEx(file, wanted.otherFlag);
    if (other != null) {
      String format = other.GetDriver().getLongName();
      other.delete();
      return new InputException(
          "%s is %s (%s), not %s".formatted(file, wanted.otherName, format, wanted.name),
          "Give a file of the right kind.");
    }
    String guess = path.map(InputFiles::guess).orElse("");
    return new InputException(
        guess.isEmpty()
            ? "%s is not %s that GDAL can read (%s)".formatted(file, wanted.name, reason)
            : "%s is not %s: it seems to be %s (%s)".formatted(file, wanted.name, guess, reason),
        remedy(guess));
  }

  private static String remedy(String guess) {
    if (guess.startsWith("a ZIP")) {
      return "Unpack it, or name the file inside: /vsizip/ARCHIVE.zip/FILE.";
    }
    if (guess.startsWith("a TIFF") || guess.startsWith("an empty")) {
      return "Copy or download it again: it is damaged or incomplete.";
    }
    return "gdalinfo and ogrinfo tell what GDAL makes of it.";
  }

  private static String guess(Path file) {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      return "";
    }
    if (head.length == 0) {
      return "an empty file";
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("II*\0") || text.startsWith("MM\0*") || text.startsWith("II+\0")) {
      return "a TIFF file that is damaged";
    }
    if (text.startsWith("PK")) {
      return "a ZIP archive";
    }
    if (text.startsWith("%PDF")) {
      return "a PDF document";
    }
    if (text.startsWith("\u001f\u008b")) {
      return "a gzip archive";
    }
    String trimmed = text.stripLeading().toLowerCase(java.util.Locale.ROOT);
    if (trimmed.startsWith("<!doctype html") || trimmed.startsWith("<html")) {
      return "a web page";
    }
    if (trimmed.startsWith("<")) {
      return "an XML file";
    }
    return text.chars().allMatch(c -> c >= ' ' && c < 127 || Character.isWhitespace(c))
        ? "a text file"
        : "";
  }
}
