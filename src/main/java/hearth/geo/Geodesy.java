package hearth.geo;

import net.sf.geographiclib.Geodesic;
import net.sf.geographiclib.PolygonArea;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Lengths and areas on the WGS 84 ellipsoid (Karney 2013, "Algorithms for geodesics", by
 * GeographicLib). All coordinates are longitude, latitude in degrees.
 */
public final class Geodesy {
  private Geodesy() {}

  /** Area of a polygon or multipolygon, its holes taken out, in m². */
  public static double areaSquareMetres(Geometry lonLat) {
    double sum = 0;
    for (int i = 0; i < lonLat.getNumGeometries(); i++) {
      if (lonLat.getGeometryN(i) instanceof Polygon polygon && !polygon.isEmpty()) {
        sum += ringArea(polygon.getExteriorRing());
        for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
          sum -= ringArea(polygon.getInteriorRingN(h));
        }
      }
    }
    return sum;
  }

  /** Length of the geodesic between two positions, in metres. */
  public static double distanceMetres(double lon1, double lat1, double lon2, double lat2) {
    return Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2).s12;
  }

  private static double ringArea(LinearRing ring) {
    PolygonArea area = new PolygonArea(Geodesic.WGS84, false);
    CoordinateSequence points = ring.getCoordinateSequence();
    for (int i = 0; i < points.size() - 1; i++) {
      area.AddPoint(points.getY(i), points.getX(i));
    }
    return Math.abs(area.Compute().area);
  }
}
