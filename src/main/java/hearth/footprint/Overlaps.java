package hearth.footprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Finds all pairs of outlines that have ground in common, by an STR tree (Leutenegger et al. 1997)
 * and the candidates' common area: near-linear for buildings, of which each meets few others.
 *
 * <p>Outlines are valid polygons and multipolygons in a metric system.
 */
public final class Overlaps {
  /** Walls that two houses share meet in slivers of rounding; these are not ground in common. */
  private static final double NOISE_SQUARE_METRES = 1e-6;

  private Overlaps() {}

  /** Pairs of an outline of the left list with one of the right list, by left, then by right. */
  public static List<Overlap> between(
      List<? extends Geometry> left, List<? extends Geometry> right) {
    return between(left, right, 0);
  }

  /** As above, only pairs whose IoU is not below {@code minIou}. */
  public static List<Overlap> between(
      List<? extends Geometry> left, List<? extends Geometry> right, double minIou) {
    return join(left, right, minIou, Join.BETWEEN);
  }

  /**
   * As {@link #between(List, List)}, and pairs that have nothing but points or lines in common,
   * with a shared area of 0.
   */
  public static List<Overlap> touching(
      List<? extends Geometry> left, List<? extends Geometry> right) {
    return join(left, right, 0, Join.TOUCHING);
  }

  /** Pairs within one list, the earlier outline on the left, by left, then by right. */
  public static List<Overlap> among(List<? extends Geometry> outlines) {
    return join(outlines, outlines, 0, Join.AMONG);
  }

  /** Area that two valid outlines have in common; 0 up to rounding where they only touch. */
  public static double sharedArea(Geometry a, Geometry b) {
    return SharedArea.of(a, b);
  }

  private enum Join {
    BETWEEN,
    TOUCHING,
    AMONG
  }

  private static List<Overlap> join(
      List<? extends Geometry> left, List<? extends Geometry> right, double minIou, Join kind) {
    if (left.isEmpty() || right.isEmpty()) {
      return List.of();
    }
    double[] rightAreas = right.stream().mapToDouble(Geometry::getArea).toArray();
    STRtree tree = new STRtree();
    for (int r = 0; r < right.size(); r++) {
      tree.insert(right.get(r).getEnvelopeInternal(), r);
    }
    List<Overlap> result = new ArrayList<>();
    List<Integer> near = new ArrayList<>();
    for (int l = 0; l < left.size(); l++) {
      Geometry a = left.get(l);
      Envelope extent = a.getEnvelopeInternal();
      double area = a.getArea();
      near.clear();
      tree.query(extent, item -> near.add((Integer) item));
      Collections.sort(near);
      for (int r : near) {
        if (kind == Join.AMONG && r <= l) {
          continue;
        }
        Geometry b = right.get(r);
        double most = extent.intersection(b.getEnvelopeInternal()).getArea();
        most = Math.min(most, Math.min(area, rightAreas[r]));
        double shared = 0;
        if (most > NOISE_SQUARE_METRES && most >= minIou * (area + rightAreas[r] - most)) {
          shared = sharedArea(a, b);
        }
        if (shared > NOISE_SQUARE_METRES) {
          Overlap overlap = new Overlap(l, r, shared, area, rightAreas[r]);
          if (overlap.iou() >= minIou) {
            result.add(overlap);
          }
        } else if (kind == Join.TOUCHING && a.intersects(b)) {
          result.add(new Overlap(l, r, 0, area, rightAreas[r]));
        }
      }
    }
    return result;
  }
}
