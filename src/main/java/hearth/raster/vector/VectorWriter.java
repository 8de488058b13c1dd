package hearth.raster.vector;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a vector file: GeoPackage, FlatGeobuf, GeoJSON, GeoJSONSeq or Shapefile, told by the
 * extension. Use: {@link #create}, {@link #addLayer} once or (GeoPackage) more often, {@link
 * #commit}, {@link #close}. Without {@code commit} nothing is left behind.
 */
public final class VectorWriter implements AutoCloseable {
  private VectorWriter() {}

  /** Refuses a file name whose extension is not known; an existing file is replaced. */
  public static VectorWriter create(Path file, Consumer<DataIssue> issues) {
    throw new UnsupportedOperationException();
  }

  /** Writes one layer whole. */
  public void addLayer(
      String name,
      Crs crs,
      List<VectorField> fields,
      GeometryType type,
      Iterator<Feature> features) {
    throw new UnsupportedOperationException();
  }

  /** Finishes the file and moves it into its place. */
  public void commit() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
