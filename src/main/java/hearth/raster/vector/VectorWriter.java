package hearth.raster.vector;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a vector file: GeoPackage, FlatGeobuf, GeoJSON (RFC 7946: in longitude and latitude
 * whatever the layer's reference system), GeoJSONSeq, Shapefile or GeoParquet 1.1, told by the
 * extension.
 *
 * <p>Use: {@link #create}, {@link #addLayer} once or (GeoPackage) more often, {@link #commit},
 * {@link #close}. The file is written beside its place and moved there by {@code commit}, replacing
 * one that exists; without {@code commit} nothing is left behind. The same layers give the same
 * bytes. One owner, one thread.
 */
public interface VectorWriter extends AutoCloseable {
  /**
   * Begins a file.
   *
   * @param file its place; an extension that is not known is refused
   * @param issues told of what the format cannot hold (names of shapefile columns, …)
   */
  static VectorWriter create(Path file, Consumer<DataIssue> issues) {
    VectorFormat format = VectorFormat.of(file);
    return format == VectorFormat.GEOPARQUET
        ? GeoParquetWriter.create(file)
        : OgrWriter.create(file, format, issues);
  }

  /**
   * Writes one layer whole.
   *
   * @param name layer name, where the format has one
   * @param crs reference system of the geometries, which are x before y
   * @param fields columns; an attribute that no column is named after is an error
   * @param type geometry type of the layer
   * @param features rows, in the order in which they are written; NaN is written as null
   */
  void addLayer(
      String name,
      Crs crs,
      List<VectorField> fields,
      GeometryType type,
      Iterator<Feature> features);

  /** Finishes the file and moves it into its place. */
  void commit();

  /** Removes what was not committed. */
  @Override
  void close();
}
