package hearth.population;

import hearth.geo.Outline;
import java.util.Arrays;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedPolygon;
import org.locationtech.jts.geom.util.PolygonExtracter;

/**
 * The border of a census unit, asked which part of a building lies on its inner side. Where one
 * straight piece of the border passes through the building's extent, or two that meet there, the
 * building is cut along those lines (Sutherland and Hodgman 1974, "Reentrant polygon clipping");
 * what is more than that is left to an overlay.
 *
 * <p>Parts may hang together by edges that run there and back again: they change neither its area
 * nor the cells that it covers, but such a part is no valid polygon.
 */
final class UnitBorder {
  /** Stands for a part that is not found here. */
  static final Outline NOT_STRAIGHT = Outline.ring(new double[0], 0, 0);

  private static final double[] NOTHING = {};

  private final PreparedPolygon unit;

  /** Pieces of the border: from, to, with the unit to the left. */
  private final double[] x0;

  private final double[] y0;
  private final double[] x1;
  private final double[] y1;
  private int count;

  /** Pieces by the strip of latitude that they pass: those of strip s end at {@code ends[s]}. */
  private final int[] ends;

  private final int[] pieces;
  private final double south;
  private final double stripHeight;

  UnitBorder(PreparedPolygon unit) {
    this.unit = unit;
    Geometry area = unit.getGeometry();
    int n = area.getNumPoints();
    x0 = new double[n];
    y0 = new double[n];
    x1 = new double[n];
    y1 = new double[n];
    for (Object part : PolygonExtracter.getPolygons(area)) {
      Polygon polygon = (Polygon) part;
      add(polygon.getExteriorRing(), true);
      for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
        add(polygon.getInteriorRingN(h), false);
      }
    }
    south = area.getEnvelopeInternal().getMinY();
    stripHeight = Math.max(area.getEnvelopeInternal().getHeight(), Double.MIN_NORMAL) / count;
    ends = new int[count];
    for (int e = 0; e < count; e++) {
      for (int s = firstStrip(e); s <= lastStrip(e); s++) {
        ends[s]++;
      }
    }
    int total = 0;
    for (int s = 0; s < count; s++) {
      int inStrip = ends[s];
      ends[s] = total;
      total += inStrip;
    }
    pieces = new int[total];
    for (int e = 0; e < count; e++) {
      for (int s = firstStrip(e); s <= lastStrip(e); s++) {
        pieces[ends[s]++] = e;
      }
    }
  }

  private void add(LinearRing ring, boolean shell) {
    CoordinateSequence points = ring.getCoordinateSequence();
    boolean turn = Orientation.isCCW(points) != shell;
    for (int i = 1; i < points.size(); i++) {
      int from = turn ? i : i - 1;
      int to = turn ? i - 1 : i;
      x0[count] = points.getX(from);
      y0[count] = points.getY(from);
      x1[count] = points.getX(to);
      y1[count] = points.getY(to);
      count++;
    }
  }

  private int firstStrip(int e) {
    return strip(Math.min(y0[e], y1[e]));
  }

  private int lastStrip(int e) {
    return strip(Math.max(y0[e], y1[e]));
  }

  private int strip(double y) {
    return (int) Math.max(0, Math.min(count - 1.0, Math.floor((y - south) / stripHeight)));
  }

  /**
   * The part of a building inside the unit.
   *
   * @param building a ring
   * @return the building itself where the unit covers it; null where no part of it is inside;
   *     {@link #NOT_STRAIGHT} where the border has more than one bend there
   */
  Outline cut(Outline building) {
    int first = -1;
    int second = -1;
    int last = strip(building.maxY);
    for (int s = strip(building.minY); s <= last; s++) {
      for (int k = s == 0 ? 0 : ends[s - 1]; k < ends[s]; k++) {
        int e = pieces[k];
        if (e != first && e != second && meets(e, building)) {
          if (second >= 0) {
            return NOT_STRAIGHT;
          }
          second = first < 0 ? -1 : e;
          first = first < 0 ? e : first;
        }
      }
    }
    if (first < 0) {
      return side(building);
    }
    if (second < 0) {
      return isIn(x0[first], y0[first], building) || isIn(x1[first], y1[first], building)
          ? NOT_STRAIGHT
          : part(building, left(corners(building), first, 1));
    }
    if (x1[first] == x0[second] && y1[first] == y0[second]) {
      return atBend(building, first, second);
    }
    return x1[second] == x0[first] && y1[second] == y0[first]
        ? atBend(building, second, first)
        : NOT_STRAIGHT;
  }

  /** Of a building that the border does not come near. */
  private Outline side(Outline building) {
    return switch (unit.getPointLocator().locate(new Coordinate(building.minX, building.minY))) {
      case Location.INTERIOR -> building;
      case Location.EXTERIOR -> null;
      default -> NOT_STRAIGHT;
    };
  }

  /** At the end of one piece, where the next begins. */
  private Outline atBend(Outline building, int e, int next) {
    if (isIn(x0[e], y0[e], building) || isIn(x1[next], y1[next], building)) {
      return NOT_STRAIGHT;
    }
    double turn = side(e, x1[next], y1[next]);
    double[] all = corners(building);
    double[] left = left(all, e, 1);
    if (turn > 0) {
      return part(building, left(left, next, 1));
    }
    // The unit has a notch less than half a turn wide: what is left of either piece.
    return turn == 0 ? NOT_STRAIGHT : part(building, joined(left, left(left(all, e, -1), next, 1)));
  }

  private static double[] corners(Outline building) {
    return Arrays.copyOfRange(building.xy(), building.from(), building.to());
  }

  private static Outline part(Outline building, double[] corners) {
    if (corners.length == 0) {
      return null;
    }
    return Arrays.equals(corners, 0, corners.length, building.xy(), building.from(), building.to())
        ? building
        : Outline.ring(corners, 0, corners.length);
  }

  /** Two rings as one that goes from the first to the second and back. */
  private static double[] joined(double[] a, double[] b) {
    if (a.length == 0 || b.length == 0) {
      return a.length == 0 ? b : a;
    }
    double[] both = Arrays.copyOf(a, a.length + b.length + 4);
    both[a.length] = a[0];
    both[a.length + 1] = a[1];
    System.arraycopy(b, 0, both, a.length + 2, b.length);
    both[both.length - 2] = b[0];
    both[both.length - 1] = b[1];
    return both;
  }

  /** Whether a piece touches a building's extent. */
  private boolean meets(int e, Outline o) {
    if (Math.max(x0[e], x1[e]) < o.minX
        || Math.min(x0[e], x1[e]) > o.maxX
        || Math.max(y0[e], y1[e]) < o.minY
        || Math.min(y0[e], y1[e]) > o.maxY) {
      return false;
    }
    double a = side(e, o.minX, o.minY);
    double b = side(e, o.maxX, o.minY);
    double c = side(e, o.maxX, o.maxY);
    double d = side(e, o.minX, o.maxY);
    return !(a > 0 && b > 0 && c > 0 && d > 0 || a < 0 && b < 0 && c < 0 && d < 0);
  }

  private static boolean isIn(double x, double y, Outline o) {
    return x >= o.minX && x <= o.maxX && y >= o.minY && y <= o.maxY;
  }

  /** Positive to the left of a piece, where the unit is. */
  private double side(int e, double x, double y) {
    return (x1[e] - x0[e]) * (y - y0[e]) - (y1[e] - y0[e]) * (x - x0[e]);
  }

  /**
   * The part of a ring to the left of a piece, or to its right.
   *
   * @param sign 1 for the left, -1 for the right
   * @return its corners; none where nothing but a line is there
   */
  private double[] left(double[] xy, int e, int sign) {
    if (xy.length == 0) {
      return NOTHING;
    }
    double[] part = new double[2 * xy.length];
    int n = 0;
    boolean any = false;
    double lastX = xy[xy.length - 2];
    double lastY = xy[xy.length - 1];
    double last = sign * side(e, lastX, lastY);
    for (int i = 0; i < xy.length; i += 2) {
      double x = xy[i];
      double y = xy[i + 1];
      double now = sign * side(e, x, y);
      if (last < 0 && now > 0 || last > 0 && now < 0) {
        double t = last / (last - now);
        part[n++] = lastX + t * (x - lastX);
        part[n++] = lastY + t * (y - lastY);
      }
      if (now >= 0) {
        part[n++] = x;
        part[n++] = y;
        any |= now > 0;
      }
      lastX = x;
      lastY = y;
      last = now;
    }
    return any ? Arrays.copyOf(part, n) : NOTHING;
  }
}
