package hearth.footprint.regular;

import org.locationtech.jts.geom.Coordinate;

/**
 * A directed straight line: the points whose distance to the left of a parallel through the origin
 * is {@code offset}.
 *
 * @param ux direction, of length 1
 * @param uy direction
 * @param offset signed distance of the line from the origin, to the left
 */
record Line(double ux, double uy, double offset) {
  /** How far a point lies to the left. */
  double distance(double x, double y) {
    return ux * y - uy * x - offset;
  }

  /** The nearest point of the line. */
  Coordinate project(Coordinate p) {
    double d = distance(p.x, p.y);
    return new Coordinate(p.x + uy * d, p.y - ux * d);
  }

  /** How far along the line a point lies. */
  double along(Coordinate p) {
    return ux * p.x + uy * p.y;
  }

  /** Sine of the turn from this line to another, to the left. */
  double turn(Line next) {
    return ux * next.uy - uy * next.ux;
  }

  /** Where two lines cross; they must not be parallel. */
  Coordinate crossing(Line other) {
    double turn = turn(other);
    return new Coordinate(
        (other.ux * offset - ux * other.offset) / turn,
        (other.uy * offset - uy * other.offset) / turn);
  }
}
