package hearth.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;

/** Polygons as GeoJSON (RFC 7946) for standard output: rings right-handed, no {@code crs}. */
final class GeoJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final double digits;
  private final List<Map<String, Object>> features = new ArrayList<>();

  /**
   * @param decimals of a coordinate
   */
  GeoJson(int decimals) {
    this.digits = Math.pow(10, decimals);
  }

  /**
   * Adds a feature.
   *
   * @param geometry polygon or multipolygon; an empty one becomes null
   * @param properties in their order; a number that is not finite becomes null
   */
  void add(Geometry geometry, Map<String, Object> properties) {
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("type", "Feature");
    feature.put("geometry", geometry.isEmpty() ? null : geometry(geometry));
    Map<String, Object> finite = new LinkedHashMap<>();
    properties.forEach(
        (k, v) -> finite.put(k, v instanceof Double d && !Double.isFinite(d) ? null : v));
    feature.put("properties", finite);
    features.add(feature);
  }

  String text() {
    Map<String, Object> collection = new LinkedHashMap<>();
    collection.put("type", "FeatureCollection");
    collection.put("features", features);
    try {
      return MAPPER.writeValueAsString(collection);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("lists and maps always become JSON", e);
    }
  }

  private Map<String, Object> geometry(Geometry geometry) {
    if (geometry instanceof Polygon p) {
      return Map.of("type", "Polygon", "coordinates", polygon(p));
    }
    if (geometry instanceof MultiPolygon m) {
      List<Object> parts = new ArrayList<>();
      for (int i = 0; i < m.getNumGeometries(); i++) {
        parts.add(polygon((Polygon) m.getGeometryN(i)));
      }
      return Map.of("type", "MultiPolygon", "coordinates", parts);
    }
    throw new IllegalArgumentException("no polygon: " + geometry.getGeometryType());
  }

  private List<Object> polygon(Polygon polygon) {
    List<Object> rings = new ArrayList<>();
    rings.add(ring(polygon.getExteriorRing(), true));
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      rings.add(ring(polygon.getInteriorRingN(i), false));
    }
    return rings;
  }

  private List<Object> ring(LinearRing ring, boolean counterClockwise) {
    LinearRing turned =
        Orientation.isCCW(ring.getCoordinateSequence()) == counterClockwise ? ring : ring.reverse();
    List<Object> positions = new ArrayList<>();
    for (Coordinate c : turned.getCoordinates()) {
      positions.add(List.of(round(c.x), round(c.y)));
    }
    return positions;
  }

  private double round(double value) {
    return Math.round(value * digits) / digits;
  }
}
