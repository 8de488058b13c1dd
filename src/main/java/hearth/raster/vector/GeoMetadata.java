package hearth.raster.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hearth.geo.Crs;
import hearth.raster.Gdal;
import hearth.raster.GdalCrs;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gdal.osr.SpatialReference;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * What a GeoParquet file says of its geometries, under the key {@code geo} (GeoParquet 1.1.0): the
 * encoding, the types, the reference system as PROJJSON (none for longitude and latitude on WGS 84,
 * which is the format's own, OGC:CRS84), the bounds, and where those of each row are.
 */
final class GeoMetadata {
  /** Columns of a row's bounds. */
  static final List<String> BOUNDS = List.of("xmin", "ymin", "xmax", "ymax");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String geometry;
  private final String bbox;
  private final Crs crs;
  private final Set<String> types = new TreeSet<>();
  private final Envelope bounds = new Envelope();

  /**
   * Metadata of a file without rows so far.
   *
   * @param geometry column of the geometries
   * @param bbox column of their bounds
   */
  GeoMetadata(String geometry, String bbox, Crs crs) {
    this.geometry = geometry;
    this.bbox = bbox;
    this.crs = crs;
  }

  void add(Geometry shape) {
    types.add(shape.getGeometryType());
    bounds.expandToInclude(shape.getEnvelopeInternal());
  }

  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.1.0").put("primary_column", geometry);
    ObjectNode column = root.putObject("columns").putObject(geometry);
    column.put("encoding", "WKB");
    types.forEach(column.putArray("geometry_types")::add);
    try {
      if (!crs.equals(Crs.WGS84)) {
        column.set("crs", JSON.readTree(projJson()));
      }
      if (!bounds.isNull()) {
        column
            .putArray("bbox")
            .add(bounds.getMinX())
            .add(bounds.getMinY())
            .add(bounds.getMaxX())
            .add(bounds.getMaxY());
      }
      ObjectNode covering = column.putObject("covering").putObject("bbox");
      BOUNDS.forEach(b -> covering.putArray(b).add(bbox).add(b));
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String projJson() {
    SpatialReference system = GdalCrs.toGdal(crs);
    try {
      String[] text = new String[1];
      if (!Gdal.succeeds(() -> system.ExportToPROJJSON(text))) {
        throw new IllegalStateException(Gdal.lastError());
      }
      return text[0];
    } finally {
      system.delete();
    }
  }
}
