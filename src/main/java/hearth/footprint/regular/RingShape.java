package hearth.footprint.regular;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;

/** Walls to a ring: each corner is where two lines cross. */
final class RingShape {
  /** Sine below which two lines are too nearly parallel to cross at a place that means anything. */
  private static final double LEAST_TURN = Math.sin(Math.toRadians(8));

  /** Points nearer than this are one. */
  private static final double SAME_METRES = 1e-6;

  private RingShape() {}

  /**
   * The closed ring, or null if fewer than three corners are left.
   *
   * @param walls in order; the last is followed by the first
   */
  static Coordinate[] of(List<Wall> walls) {
    List<Coordinate> points = new ArrayList<>();
    for (int i = 0; i < walls.size(); i++) {
      Wall wall = walls.get(i);
      add(points, start(walls, i));
      if (!wall.straight()) {
        wall.kept().subList(1, wall.kept().size() - 1).forEach(p -> add(points, p));
      }
      add(points, end(walls, i));
    }
    while (points.size() > 1 && same(points.get(0), points.get(points.size() - 1))) {
      points.remove(points.size() - 1);
    }
    if (points.size() < 3) {
      return null;
    }
    points.add(points.get(0).copy());
    return points.toArray(Coordinate[]::new);
  }

  /** Where a wall begins: the corner with the one before it. */
  static Coordinate start(List<Wall> walls, int i) {
    Wall before = walls.get((i + walls.size() - 1) % walls.size());
    return corner(before, walls.get(i), walls.get(i), walls.get(i).start());
  }

  /** Where a wall ends: the corner with the one after it. */
  static Coordinate end(List<Wall> walls, int i) {
    Wall next = walls.get((i + 1) % walls.size());
    return corner(walls.get(i), next, walls.get(i), walls.get(i).end());
  }

  /** The corner of two walls as it belongs to one of them. */
  private static Coordinate corner(Wall wall, Wall next, Wall of, Coordinate broken) {
    if (wall.straight()
        && next.straight()
        && Math.abs(wall.line().turn(next.line())) >= LEAST_TURN) {
      return wall.line().crossing(next.line());
    }
    if (of.straight()) {
      return of.line().project(broken);
    }
    Wall other = of == wall ? next : wall;
    return other.straight() ? other.line().project(broken) : broken;
  }

  private static void add(List<Coordinate> points, Coordinate p) {
    if (points.isEmpty() || !same(points.get(points.size() - 1), p)) {
      points.add(p);
    }
  }

  private static boolean same(Coordinate a, Coordinate b) {
    return a.distance(b) < SAME_METRES;
  }
}
