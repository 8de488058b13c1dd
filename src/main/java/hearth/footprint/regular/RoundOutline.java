package hearth.footprint.regular;

import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Recognises round buildings: tanks, silos, temples. The circle is the one of least squared
 * algebraic distance from the outline (Kåsa 1976).
 */
final class RoundOutline {
  /** The outline of a round building lies this near to the circle, as a share of its radius. */
  private static final double MOST_DEVIATION = 0.04;

  /** A circle is drawn with so many corners that none of its edges is further off, in details. */
  private static final double SAGITTA = 0.25;

  private static final int LEAST_CORNERS = 12;

  /** Of anything smaller the mask alone may have rounded off the corners; in details. */
  private static final double LEAST_RADIUS = 5;

  private RoundOutline() {}

  /**
   * The circle as a polygon, if the outline is one; never for outlines with courtyards or of
   * several parts.
   *
   * @param detailMetres the outline's noise
   */
  static Optional<Geometry> of(Geometry outline, double detailMetres) {
    if (outline.getNumGeometries() != 1
        || ((Polygon) outline.getGeometryN(0)).getNumInteriorRing() > 0) {
      return Optional.empty();
    }
    Coordinate[] ring = ((Polygon) outline.getGeometryN(0)).getExteriorRing().getCoordinates();
    double[] circle = fit(ring);
    if (circle == null || !(circle[2] >= LEAST_RADIUS * detailMetres)) {
      return Optional.empty();
    }
    double x = circle[0];
    double y = circle[1];
    double r = circle[2];
    double sum = 0;
    double length = 0;
    for (int i = 0; i + 1 < ring.length; i++) {
      double l = ring[i].distance(ring[i + 1]);
      double d0 = Math.hypot(ring[i].x - x, ring[i].y - y) - r;
      double dm =
          Math.hypot((ring[i].x + ring[i + 1].x) / 2 - x, (ring[i].y + ring[i + 1].y) / 2 - y) - r;
      double d1 = Math.hypot(ring[i + 1].x - x, ring[i + 1].y - y) - r;
      sum += l * (d0 * d0 + 4 * dm * dm + d1 * d1) / 6;
      length += l;
    }
    if (Math.sqrt(sum / length) > MOST_DEVIATION * r) {
      return Optional.empty();
    }
    return Optional.of(polygon(x, y, r, detailMetres, outline.getFactory()));
  }

  /** Centre and radius; null for points on a line. */
  private static double[] fit(Coordinate[] ring) {
    double x0 = ring[0].x;
    double y0 = ring[0].y;
    double n = 0;
    double sx = 0;
    double sy = 0;
    for (int i = 0; i + 1 < ring.length; i++) {
      double l = ring[i].distance(ring[i + 1]);
      sx += l * ((ring[i].x + ring[i + 1].x) / 2 - x0);
      sy += l * ((ring[i].y + ring[i + 1].y) / 2 - y0);
      n += l;
    }
    double mx = sx / n;
    double my = sy / n;
    double uu = 0;
    double uv = 0;
    double vv = 0;
    double uz = 0;
    double vz = 0;
    for (int i = 0; i + 1 < ring.length; i++) {
      double l = ring[i].distance(ring[i + 1]);
      double u = (ring[i].x + ring[i + 1].x) / 2 - x0 - mx;
      double v = (ring[i].y + ring[i + 1].y) / 2 - y0 - my;
      double z = u * u + v * v;
      uu += l * u * u;
      uv += l * u * v;
      vv += l * v * v;
      uz += l * u * z;
      vz += l * v * z;
    }
    double det = uu * vv - uv * uv;
    if (!(det > 1e-9 * uu * vv)) {
      return null;
    }
    double a = (uz * vv - vz * uv) / (2 * det);
    double b = (vz * uu - uz * uv) / (2 * det);
    return new double[] {x0 + mx + a, y0 + my + b, Math.sqrt(a * a + b * b + (uu + vv) / n)};
  }

  /** A regular polygon of the circle's area, its first corner to the east. */
  private static Geometry polygon(
      double x, double y, double r, double detail, GeometryFactory factory) {
    double turn = 2 * Math.acos(1 - Math.min(0.5, SAGITTA * detail / r));
    int corners = Math.max(LEAST_CORNERS, (int) Math.ceil(2 * Math.PI / turn));
    double radius = r * Math.sqrt(2 * Math.PI / (corners * Math.sin(2 * Math.PI / corners)));
    Coordinate[] points = new Coordinate[corners + 1];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      points[i] = new Coordinate(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    points[corners] = points[0].copy();
    return factory.createPolygon(points);
  }
}
