package hearth.conflate;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
    return read(file, OsmFilter.BUILDINGS, issues);
  }

  /**
   * Areas of a file by their keys, for instance {@code landuse}. A tagged building is not one of
   * them.
   *
   * @param key tells keys of areas; in a layer that is no OSM file they are columns, and its
   *     features are all read
   * @param issues takes what was repaired or left out, with codes of their own: extracts cut land
   *     use at their edge as a rule
   * @return sorted by type of the element, then by id; outlines in longitude and latitude
   */
  public static List<OsmBuilding> areas(
      Path file, Predicate<String> key, Consumer<DataIssue> issues) {
    Consumer<DataIssue> own =
        i ->
            issues.accept(
                new DataIssue(i.code().replaceFirst("^osm-", "area-"), i.detail(), i.where()));
    return read(file, OsmFilter.areas(key), own).buildings().stream()
        .filter(a -> !a.element().tags().containsKey("building"))
        .toList();
  }

  /**
   * Ways of an OSM file as lines.
   *
   * @param key tells which ways are looked at by their keys
   * @param wanted tells which of these are read by their tags
   */
  static List<OsmLines.Line> lines(
      Path file, Predicate<String> key, Predicate<Map<String, String>> wanted) {
    try {
      OsmSource source = PbfFile.isPbf(start(file)) ? new PbfFile(file) : new OsmXmlFile(file);
      return OsmLines.read(source, key, wanted);
    } catch (IOException e) {
      throw new InputException(
          file + ": reading it failed: " + e.getMessage(), "Check the disk and the file.", e);
    }
  }

  private static OsmData read(Path file, OsmFilter filter, Consumer<DataIssue> issues) {
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
        return new OsmBuildings(new PbfFile(file), filter, file.toString(), issues).read();
      }
      if (!looksLikeXml(start)) {
        refusePacked(file, start);
        return OutlineLayer.read(file.toString(), null, issues);
      }
      return switch (OsmXmlFile.rootElement(file)) {
        case "osm" ->
            new OsmBuildings(new OsmXmlFile(file), filter, file.toString(), issues).read();
        case "osmChange" ->
            throw new InputException(
                file + ": a file of changes (osmChange), not of data",
                "Apply it to the data first: osmium apply-changes data.osm.pbf " + file);
        case "" ->
            throw new InputException(
                file + ": begins like XML, but is cut off or not well-formed",
                "Download or export it again.");
        default -> OutlineLayer.read(file.toString(), null, issues);
      };
    } catch (IOException e) {
      throw new InputException(
          file + ": reading it failed: " + e.getMessage(), "Check the disk and the file.", e);
    }
  }

  /** Whether a file is OSM PBF or XML, and not some other layer. */
  public static boolean isOsm(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      byte[] start = start(file);
      return PbfFile.isPbf(start)
          || looksLikeXml(start) && OsmXmlFile.rootElement(file).equals("osm");
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

  /** Whether an element or declaration follows white space and a byte order mark. */
  private static boolean looksLikeXml(byte[] start) {
    String text = new String(start, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    return text.startsWith("<");
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
