package hearth.conflate;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads mapped buildings: OSM PBF, OSM XML, or any layer of outlines that OGR reads. Which it is,
 * is told by the content of the file, not by its name.
 */
public final class OsmReader {
  private static final int START_BYTES = 64;

  private OsmReader() {}

  /**
   * All buildings of a file.
   *
   * <p>OSM files: see {@link OsmBuildings} in this package for what becomes of each element. Other
   * layers: see {@link OutlineLayer}.
   *
   * @param file an OSM file or a layer of outlines
   * @param issues takes each way, relation or feature that was repaired or left out, by id
   * @throws InputException if the file cannot be read to its end
   */
  public static OsmData read(Path file, Consumer<DataIssue> issues) {
    if (!Files.isRegularFile(file)) {
      // Folders that are layers, GDAL's virtual paths; what does not exist is refused there.
      return OutlineLayer.read(file.toString(), null, issues);
    }
    try {
      byte[] start = start(file);
      if (start.length == 0) {
        throw new InputException(file + ": the file is empty", "Download or export it again.");
      }
      if (PbfFile.isPbf(start)) {
        return new OsmBuildings(new PbfFile(file), file.toString(), issues).read();
      }
      String root = looksLikeXml(start) ? OsmXmlFile.rootElement(file) : "";
      return switch (root) {
        case "osm" -> new OsmBuildings(new OsmXmlFile(file), file.toString(), issues).read();
        case "osmChange" ->
            throw new InputException(
                file + ": a file of changes (osmChange), not of data",
                "Apply it to the data first: osmium apply-changes data.osm.pbf " + file);
        default -> {
          refusePacked(file, start);
          yield OutlineLayer.read(file.toString(), null, issues);
        }
      };
    } catch (IOException e) {
      throw new InputException(
          file + ": reading it failed: " + e.getMessage(), "Check the disk and the file.", e);
    }
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(START_BYTES);
    }
  }

  /** UTF-8 with or without a byte order mark, or UTF-16, after white space. */
  private static boolean looksLikeXml(byte[] start) {
    for (byte b : start) {
      if (b == '<') {
        return true;
      }
      boolean mark = b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
      boolean wide = b == (byte) 0xFE || b == (byte) 0xFF || b == 0;
      if (!mark && !wide && !Character.isWhitespace(b)) {
        return false;
      }
    }
    return false;
  }

  private static void refusePacked(Path file, byte[] start) {
    boolean gzip = start.length > 2 && start[0] == 0x1F && start[1] == (byte) 0x8B;
    boolean bzip2 = start.length > 3 && start[0] == 'B' && start[1] == 'Z' && start[2] == 'h';
    if (gzip || bzip2) {
      throw new InputException(
          file + ": packed with " + (gzip ? "gzip" : "bzip2"),
          "Unpack it first: " + (gzip ? "gunzip " : "bunzip2 ") + file);
    }
  }
}
