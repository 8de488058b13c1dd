package hearth.raster.vector;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.util.List;
import java.util.function.Consumer;

/** One layer of a vector file, for reading. One owner, one thread. */
public final class VectorLayer implements AutoCloseable {
  private VectorLayer() {}

  /** Opens a layer; with {@code layerOrNull} null the file's first. */
  public static VectorLayer open(String file, String layerOrNull) {
    throw new UnsupportedOperationException();
  }

  /** Names of the layers of a file. */
  public static List<String> layerNames(String file) {
    throw new UnsupportedOperationException();
  }

  public String file() {
    throw new UnsupportedOperationException();
  }

  public String name() {
    throw new UnsupportedOperationException();
  }

  /** False for a table, such as a CSV file. */
  public boolean hasGeometry() {
    throw new UnsupportedOperationException();
  }

  /** Reference system; a layer without one is refused. */
  public Crs crs() {
    throw new UnsupportedOperationException();
  }

  public List<VectorField> fields() {
    throw new UnsupportedOperationException();
  }

  /** Name of the id column; empty where the format has none. */
  public String fidName() {
    throw new UnsupportedOperationException();
  }

  /** Number of features under the filter. */
  public long count() {
    throw new UnsupportedOperationException();
  }

  /** Restricts what is read by a condition in OGR SQL; null lifts it. */
  public void filter(String conditionOrNull) {
    throw new UnsupportedOperationException();
  }

  /** Hands every feature on, in the file's order. */
  public void forEach(Consumer<DataIssue> issues, Consumer<Feature> action) {
    throw new UnsupportedOperationException();
  }

  /** All features; for layers known to be small. */
  public List<Feature> readAll(Consumer<DataIssue> issues) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
