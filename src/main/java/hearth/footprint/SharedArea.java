package hearth.footprint;

import java.util.Arrays;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Area that two polygons have in common, without the polygon itself.
 *
 * <p>A polygon is the signed sum of the strips below its sides: what lies under the upper side of a
 * place counts once, what lies under its lower side is taken away again. The common area of two is
 * therefore the sum, over each side of one and each side of the other, of what lies below both,
 * which is the integral of the lower of two straight lines. Nothing is decided by where lines
 * cross, so no position is too close to another one; for the few sides of a building this takes a
 * small part of an overlay's time.
 */
final class SharedArea {
  /** With more pairs of sides than this, an overlay by an index of them is quicker. */
  private static final int MOST_PAIRS = 1 << 14;

  private SharedArea() {}

  /**
   * In square units of the polygons' coordinates; 0 up to rounding where they only touch.
   *
   * @param a valid polygon or multipolygon; what has no area counts nothing
   * @param b likewise
   */
  static double of(Geometry a, Geometry b) {
    Envelope common = a.getEnvelopeInternal().intersection(b.getEnvelopeInternal());
    if (common.isNull() || common.getWidth() == 0 || common.getHeight() == 0) {
      return 0;
    }
    if ((long) a.getNumPoints() * b.getNumPoints() > MOST_PAIRS) {
      return OverlayNGRobust.overlay(a, b, OverlayNG.INTERSECTION).getArea();
    }
    Sides left = new Sides(common);
    left.addPolygons(a);
    Sides right = new Sides(common);
    right.addPolygons(b);
    return Math.max(0, left.belowBoth(right));
  }

  /** Sides over the common extent, from west to east, measured from its lower left corner. */
  private static final class Sides {
    private final double originX;
    private final double originY;
    private final double width;
    private double[] west = new double[32];
    private double[] east = new double[32];

    /** At its western end. */
    private double[] height = new double[32];

    private double[] slope = new double[32];

    /** 1 where the polygon lies below the side, -1 where above. */
    private double[] sign = new double[32];

    private int count;

    Sides(Envelope common) {
      this.originX = common.getMinX();
      this.originY = common.getMinY();
      this.width = common.getWidth();
    }

    void addPolygons(Geometry geometry) {
      if (geometry instanceof Polygon polygon) {
        addRing(polygon.getExteriorRing(), 1);
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
          addRing(polygon.getInteriorRingN(i), -1);
        }
      } else if (geometry instanceof GeometryCollection) {
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
          addPolygons(geometry.getGeometryN(i));
        }
      }
    }

    private void addRing(LinearRing ring, int outside) {
      CoordinateSequence points = ring.getCoordinateSequence();
      // Rings may run in either direction.
      double clockwise = outside * Math.signum(Area.ofRingSigned(points));
      for (int i = 0; i + 1 < points.size(); i++) {
        add(
            points.getX(i) - originX,
            points.getY(i) - originY,
            points.getX(i + 1) - originX,
            points.getY(i + 1) - originY,
            clockwise);
      }
    }

    private void add(double x0, double y0, double x1, double y1, double clockwise) {
      if (x0 == x1) {
        return;
      }
      double from = Math.max(0, Math.min(x0, x1));
      double to = Math.min(width, Math.max(x0, x1));
      if (from >= to) {
        return;
      }
      if (count == west.length) {
        grow();
      }
      west[count] = from;
      east[count] = to;
      slope[count] = (y1 - y0) / (x1 - x0);
      height[count] = y0 + slope[count] * (from - x0);
      sign[count] = x1 > x0 ? clockwise : -clockwise;
      count++;
    }

    private void grow() {
      int larger = 2 * count;
      west = Arrays.copyOf(west, larger);
      east = Arrays.copyOf(east, larger);
      height = Arrays.copyOf(height, larger);
      slope = Arrays.copyOf(slope, larger);
      sign = Arrays.copyOf(sign, larger);
    }

    double belowBoth(Sides other) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        double own = 0;
        for (int j = 0; j < other.count; j++) {
          double from = Math.max(west[i], other.west[j]);
          double to = Math.min(east[i], other.east[j]);
          if (from < to) {
            double below =
                lower(at(i, from), at(i, to), other.at(j, from), other.at(j, to)) * (to - from);
            own += other.sign[j] * below;
          }
        }
        sum += sign[i] * own;
      }
      return sum;
    }

    private double at(int side, double x) {
      return height[side] + slope[side] * (x - west[side]);
    }

    /** Mean of the lower of two straight lines, by where they start and end. */
    private static double lower(double startA, double endA, double startB, double endB) {
      double before = startA - startB;
      double after = endA - endB;
      if (before <= 0 && after <= 0) {
        return (startA + endA) / 2;
      }
      if (before >= 0 && after >= 0) {
        return (startB + endB) / 2;
      }
      double crossing = before / (before - after);
      double apart = Math.abs(before) * crossing + Math.abs(after) * (1 - crossing);
      return (startA + endA + startB + endB - apart) / 4;
    }
  }
}
