package hearth.conflate;

import hearth.geo.DataIssue;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads mapped buildings: OSM PBF, OSM XML, or any layer of outlines that OGR reads. */
public final class OsmReader {
  private OsmReader() {}

  /**
   * All buildings of a file.
   *
   * @param file told by its content, not its name
   * @param issues takes each way, relation or feature that was repaired or left out, by id
   * @throws hearth.geo.InputException if the file cannot be read to its end
   */
  public static OsmData read(Path file, Consumer<DataIssue> issues) {
    throw new UnsupportedOperationException("lands in a moment");
  }
}
