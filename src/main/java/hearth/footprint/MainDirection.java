package hearth.footprint;

import java.util.OptionalDouble;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.util.LinearComponentExtracter;

/**
 * The direction that most of an outline follows or stands square to: the mean of its edges'
 * directions modulo 90 degrees, weighted by length (the circular mean of four times the angle).
 */
public final class MainDirection {
  /** Resultant below which the edges point everywhere: a circle has 0, a rectangle 1. */
  private static final double LEAST_RESULTANT = 0.2;

  private MainDirection() {}

  /**
   * Radians counter-clockwise from the x axis, in [0, π/2); empty where no direction prevails.
   *
   * @param outline polygon or multipolygon, not empty
   */
  public static OptionalDouble of(Geometry outline) {
    double cos = 0;
    double sin = 0;
    double length = 0;
    for (Object line : LinearComponentExtracter.getLines(outline)) {
      Coordinate[] points = ((LineString) line).getCoordinates();
      for (int i = 1; i < points.length; i++) {
        double dx = points[i].x - points[i - 1].x;
        double dy = points[i].y - points[i - 1].y;
        double edge = Math.hypot(dx, dy);
        double angle = 4 * Math.atan2(dy, dx);
        cos += edge * Math.cos(angle);
        sin += edge * Math.sin(angle);
        length += edge;
      }
    }
    if (Math.hypot(cos, sin) < LEAST_RESULTANT * length) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(modulo(Math.atan2(sin, cos) / 4));
  }

  /** Smallest turn between two directions modulo 90 degrees; radians in [0, π/4]. */
  public static double between(double a, double b) {
    double turn = modulo(a - b);
    return Math.min(turn, Math.PI / 2 - turn);
  }

  /** The same direction in [0, π/2). */
  private static double modulo(double angle) {
    double quarter = Math.PI / 2;
    double rest = angle - quarter * Math.floor(angle / quarter);
    return rest < quarter ? rest : 0;
  }
}
