package hearth.raster.vector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;

/**
 * One row of a vector layer.
 *
 * @param fid the layer's feature id; {@link #NO_FID} lets a writer number it
 * @param geometry in the layer's reference system, x before y; null for a row without one
 * @param attributes by field name, in the layer's order: String, Long, Double or Boolean. A field
 *     that is null or not set has no entry
 */
public record Feature(long fid, Geometry geometry, Map<String, Object> attributes) {
  /** "Number it yourself." */
  public static final long NO_FID = -1;

  public Feature {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** A feature to be written, numbered by the writer. */
  public static Feature of(Geometry geometry, Map<String, Object> attributes) {
    return new Feature(NO_FID, geometry, attributes);
  }
}
