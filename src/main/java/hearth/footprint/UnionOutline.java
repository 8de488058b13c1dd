package hearth.footprint;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * One outline from overlapping parts that leaves no trace of where the parts were cut: vertices
 * that the union puts into straight walls are taken out again, and pinholes between parts are
 * filled.
 */
final class UnionOutline {
  /** A tenth of a millimetre: far above the rounding of an overlay, far below any wall. */
  private static final double STRAIGHT_METRES = 1e-4;

  private UnionOutline() {}

  /**
   * The union.
   *
   * @param parts valid polygons and multipolygons, as a rule overlapping
   * @param minHoleSquareMetres holes below this area are filled
   */
  static Geometry of(List<Geometry> parts, double minHoleSquareMetres) {
    Geometry union = OverlayNGRobust.union(parts);
    GeometryFactory factory = union.getFactory();
    List<Polygon> polygons = new ArrayList<>();
    for (int i = 0; i < union.getNumGeometries(); i++) {
      Polygon polygon = (Polygon) union.getGeometryN(i);
      List<LinearRing> holes = new ArrayList<>();
      for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
        LinearRing hole = polygon.getInteriorRingN(h);
        if (factory.createPolygon(hole).getArea() >= minHoleSquareMetres) {
          holes.add(straightened(hole));
        }
      }
      polygons.add(
          factory.createPolygon(
              straightened(polygon.getExteriorRing()), holes.toArray(new LinearRing[0])));
    }
    Geometry clean = factory.buildGeometry(polygons);
    // Taking out vertices that are off the line by rounding can make touching rings cross.
    return clean.isValid() ? clean : union;
  }

  private static LinearRing straightened(LinearRing ring) {
    Coordinate[] points = ring.getCoordinates();
    int size = points.length - 1;
    List<Coordinate> kept = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Coordinate before = kept.isEmpty() ? points[size - 1] : kept.get(kept.size() - 1);
      if (Distance.pointToSegment(points[i], before, points[i + 1]) > STRAIGHT_METRES) {
        kept.add(points[i]);
      }
    }
    if (kept.size() < 3) {
      return ring;
    }
    kept.add(kept.get(0).copy());
    return ring.getFactory().createLinearRing(kept.toArray(new Coordinate[0]));
  }
}
