package hearth.conflate;

import hearth.geo.CrsTransform;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * What a file of mapped buildings holds.
 *
 * @param buildings sorted by type of the element, then by id
 * @param extent where the file is complete, longitude and latitude: the bounds in its header;
 *     without them the convex hull of its buildings, empty if there are none
 */
public record OsmData(List<OsmBuilding> buildings, Geometry extent) {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final int[][] DIRECTIONS = {
    {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}
  };

  public OsmData {
    buildings = List.copyOf(buildings);
    Objects.requireNonNull(extent, "extent");
  }

  /** Data whose extent is that of the header, or of the buildings if the header has none. */
  static OsmData of(List<OsmBuilding> buildings, List<Envelope> bounds) {
    List<Geometry> boxes =
        bounds.stream().filter(b -> b.getArea() > 0).map(GEOMETRIES::toGeometry).toList();
    return new OsmData(buildings, boxes.isEmpty() ? hull(buildings) : OverlayNGRobust.union(boxes));
  }

  /**
   * Outlines whose bounds lie inside the hull of the outermost vertices are not looked at further
   * (Akl and Toussaint 1978): of a town's thousands a few remain.
   */
  private static Geometry hull(List<OsmBuilding> buildings) {
    Coordinate[] core =
        GEOMETRIES.createMultiPointFromCoords(outermost(buildings)).convexHull().getCoordinates();
    Geometry[] outer =
        buildings.stream()
            .map(OsmBuilding::outline)
            .filter(outline -> core.length < 4 || !isInside(outline.getEnvelopeInternal(), core))
            .toArray(Geometry[]::new);
    Geometry hull = GEOMETRIES.createGeometryCollection(outer).convexHull();
    return hull.getDimension() == 2 ? hull : GEOMETRIES.createPolygon();
  }

  /** The vertex that is farthest out in each of eight directions. */
  private static Coordinate[] outermost(List<OsmBuilding> buildings) {
    double[] reached = new double[DIRECTIONS.length];
    Arrays.fill(reached, Double.NEGATIVE_INFINITY);
    Coordinate[] vertices = new Coordinate[DIRECTIONS.length];
    for (OsmBuilding building : buildings) {
      Envelope box = building.outline().getEnvelopeInternal();
      for (int i = 0; i < DIRECTIONS.length; i++) {
        int x = DIRECTIONS[i][0];
        int y = DIRECTIONS[i][1];
        if (reach(x, y, corner(box, x, y)) > reached[i]) {
          for (Coordinate vertex : building.outline().getCoordinates()) {
            if (reach(x, y, vertex) > reached[i]) {
              reached[i] = reach(x, y, vertex);
              vertices[i] = vertex;
            }
          }
        }
      }
    }
    return buildings.isEmpty() ? new Coordinate[0] : vertices;
  }

  private static double reach(double x, double y, Coordinate vertex) {
    return x * vertex.x + y * vertex.y;
  }

  /** The corner of a box that is farthest out in a direction. */
  private static Coordinate corner(Envelope box, double x, double y) {
    return new Coordinate(
        x > 0 ? box.getMaxX() : box.getMinX(), y > 0 ? box.getMaxY() : box.getMinY());
  }

  /**
   * @param ring convex, clockwise, closed
   */
  private static boolean isInside(Envelope box, Coordinate[] ring) {
    for (int i = 1; i < ring.length; i++) {
      Coordinate from = ring[i - 1];
      Coordinate to = ring[i];
      Coordinate outer = corner(box, from.y - to.y, to.x - from.x);
      if (Orientation.index(from, to, outer) != Orientation.CLOCKWISE) {
        return false;
      }
    }
    return true;
  }

  /** The same data in another reference system. */
  public OsmData in(CrsTransform transform) {
    return new OsmData(
        buildings.stream().map(b -> b.withOutline(transform.apply(b.outline()))).toList(),
        transform.apply(extent));
  }
}
