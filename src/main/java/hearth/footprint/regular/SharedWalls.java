package hearth.footprint.regular;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;

/**
 * Walls of attached houses that stand back to back become one wall, and fronts that go on from
 * house to house one line.
 *
 * <p>Two walls of different houses are one if they face each other, run within 20 degrees of each
 * other, stand back to back for at least a detail and a third of the shorter, and are no further
 * apart, or overlap no more, than the gap of the options. Two fronts are one if they look the same
 * way, one begins within a gap of where the other ends, and they are out of line by half a gap at
 * most. The nearest pairs are joined first; a pair is left apart where a wall would have to move
 * further than the gap.
 */
final class SharedWalls {
  private static final double LEAST_COSINE = Math.cos(Math.toRadians(20));
  private static final double LEAST_SHARE = 1.0 / 3;

  private final RegularOptions options;
  private final List<Front> fronts = new ArrayList<>();
  private final List<List<Front>> groups = new ArrayList<>();

  SharedWalls(RegularOptions options) {
    this.options = options;
  }

  /** A wall with its place, the corners where it begins and ends, and the group it belongs to. */
  private static final class Front {
    final int house;
    final int part;
    final int ring;
    final int wall;
    final Line line;
    final Coordinate start;
    final Coordinate end;
    final boolean fixed;
    final double clarity;
    int group;

    Front(
        int house,
        int part,
        int ring,
        int wall,
        Line line,
        Coordinate start,
        Coordinate end,
        boolean fixed,
        double clarity) {
      this.house = house;
      this.part = part;
      this.ring = ring;
      this.wall = wall;
      this.line = line;
      this.start = start;
      this.end = end;
      this.fixed = fixed;
      this.clarity = clarity;
    }

    double length() {
      return start.distance(end);
    }
  }

  private record Pair(Front a, Front b, double apart) {}

  /**
   * The walls of each house, those that are shared on one line.
   *
   * @param walls of each house; empty for one that is not redrawn
   * @param attached for each house the houses that are attached to it, ascending
   * @param fixed houses whose walls stay where they are
   * @param clarity of each house: the walls of the clearest give a shared wall its direction
   */
  static List<Optional<OutlineWalls>> of(
      List<Optional<OutlineWalls>> walls,
      List<List<Integer>> attached,
      boolean[] fixed,
      double[] clarity,
      RegularOptions options) {
    return new SharedWalls(options).join(walls, attached, fixed, clarity);
  }

  private List<Optional<OutlineWalls>> join(
      List<Optional<OutlineWalls>> walls,
      List<List<Integer>> attached,
      boolean[] fixed,
      double[] clarity) {
    List<List<Front>> byHouse = new ArrayList<>();
    for (int h = 0; h < walls.size(); h++) {
      byHouse.add(
          attached.get(h).isEmpty() || walls.get(h).isEmpty()
              ? List.of()
              : frontsOf(h, walls.get(h).get(), fixed[h], clarity[h]));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int h = 0; h < walls.size(); h++) {
      for (int other : attached.get(h)) {
        if (other > h) {
          pair(byHouse.get(h), byHouse.get(other), pairs);
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::apart)); // Stable: ties in order of houses.
    for (Pair pair : pairs) {
      unite(pair.a(), pair.b());
    }
    List<Optional<OutlineWalls>> result = new ArrayList<>();
    for (int h = 0; h < walls.size(); h++) {
      result.add(moved(walls.get(h), byHouse.get(h)));
    }
    return result;
  }

  private List<Front> frontsOf(int house, OutlineWalls walls, boolean fixed, double clarity) {
    List<Front> result = new ArrayList<>();
    for (int p = 0; p < walls.parts().size(); p++) {
      List<List<Wall>> rings = walls.parts().get(p).rings();
      for (int r = 0; r < rings.size(); r++) {
        for (int w = 0; w < rings.get(r).size(); w++) {
          Wall wall = rings.get(r).get(w);
          if (wall.straight()) {
            Coordinate start = RingShape.start(rings.get(r), w);
            Coordinate end = RingShape.end(rings.get(r), w);
            Front front = new Front(house, p, r, w, wall.line(), start, end, fixed, clarity);
            front.group = groups.size();
            groups.add(new ArrayList<>(List.of(front)));
            fronts.add(front);
            result.add(front);
          }
        }
      }
    }
    return result;
  }

  private void pair(List<Front> left, List<Front> right, List<Pair> pairs) {
    for (Front a : left) {
      for (Front b : right) {
        double cos = a.line.ux() * b.line.ux() + a.line.uy() * b.line.uy();
        double apart =
            cos < -LEAST_COSINE
                ? backToBack(a, b)
                : cos > LEAST_COSINE ? sideBySide(a, b) : Double.POSITIVE_INFINITY;
        if (apart <= options.wallGapMetres()) {
          pairs.add(new Pair(a, b, apart));
        }
      }
    }
  }

  /** How far two walls that face each other are apart; infinite if they stand elsewhere. */
  private double backToBack(Front a, Front b) {
    double from = Math.max(a.line.along(a.start), a.line.along(b.end));
    double to = Math.min(a.line.along(a.end), a.line.along(b.start));
    double least = Math.max(options.detailMetres(), LEAST_SHARE * Math.min(a.length(), b.length()));
    return to - from < least ? Double.POSITIVE_INFINITY : apart(a, b, (from + to) / 2);
  }

  /** How far a wall that goes on where another ends is out of line with it, counted twice. */
  private double sideBySide(Front a, Front b) {
    boolean aFirst = a.line.along(a.start) < a.line.along(b.start);
    double end = a.line.along(aFirst ? a.end : b.end);
    double start = a.line.along(aFirst ? b.start : a.start);
    return Math.abs(start - end) > options.wallGapMetres()
        ? Double.POSITIVE_INFINITY
        : 2 * apart(a, b, (start + end) / 2);
  }

  private static double apart(Front a, Front b, double along) {
    double further = along - a.line.along(a.start);
    return Math.abs(
        b.line.distance(a.start.x + further * a.line.ux(), a.start.y + further * a.line.uy()));
  }

  private void unite(Front a, Front b) {
    if (a.group == b.group) {
      return;
    }
    List<Front> together = new ArrayList<>(groups.get(a.group));
    together.addAll(groups.get(b.group));
    Line line = lineOf(together);
    for (Front f : together) {
      double shift =
          Math.max(
              Math.abs(line.distance(f.start.x, f.start.y)),
              Math.abs(line.distance(f.end.x, f.end.y)));
      if (shift > (f.fixed ? 1e-6 : options.wallGapMetres())) {
        return;
      }
      for (Front other : together) {
        if (other.house == f.house
            && other.line.ux() * f.line.ux() + other.line.uy() * f.line.uy() < 0) {
          return; // A house would lose its depth.
        }
      }
    }
    int group = Math.min(a.group, b.group);
    groups.set(Math.max(a.group, b.group), List.of());
    groups.set(group, together);
    together.forEach(f -> f.group = group);
  }

  /** The line of a group, in the direction of its leading wall. */
  private static Line lineOf(List<Front> group) {
    Front lead = group.get(0);
    for (Front f : group) {
      if (leads(f, lead)) {
        lead = f;
      }
    }
    if (lead.fixed) {
      return lead.line;
    }
    double weight = 0;
    double sum = 0;
    for (Front f : group) {
      double l = f.length();
      double v0 = lead.line.distance(f.start.x, f.start.y);
      double v1 = lead.line.distance(f.end.x, f.end.y);
      sum += l * (v0 + v1) / 2;
      weight += l;
    }
    return new Line(lead.line.ux(), lead.line.uy(), lead.line.offset() + sum / weight);
  }

  private static boolean leads(Front a, Front b) {
    if (a.fixed != b.fixed) {
      return a.fixed;
    }
    int order = Double.compare(a.clarity, b.clarity);
    if (order == 0) {
      order = Double.compare(a.length(), b.length());
    }
    return order > 0;
  }

  private Optional<OutlineWalls> moved(Optional<OutlineWalls> walls, List<Front> own) {
    if (own.stream().noneMatch(f -> groups.get(f.group).size() > 1)) {
      return walls;
    }
    return walls.map(
        w ->
            w.changed(
                (part, ring, wall, old) -> {
                  for (Front f : own) {
                    if (f.part == part && f.ring == ring && f.wall == wall) {
                      List<Front> group = groups.get(f.group);
                      return group.size() == 1 ? old : old.on(alike(lineOf(group), f.line));
                    }
                  }
                  return old;
                }));
  }

  /** The same line, run in the direction of another. */
  private static Line alike(Line line, Line direction) {
    return line.ux() * direction.ux() + line.uy() * direction.uy() >= 0
        ? line
        : new Line(-line.ux(), -line.uy(), -line.offset());
  }
}
