package hearth.zonal;

import hearth.geo.Affine;
import hearth.geo.Outline;
import java.util.Arrays;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * The edges of polygons in cells of a grid: x = columns to the right, y = rows downwards. Rings are
 * turned so that shells run one way round and holes the other. Horizontal edges are left out: they
 * bound no area sideways.
 *
 * <p>Holds its buffers from one geometry to the next. Not for use by several threads.
 */
final class PixelEdges {
  /**
   * A position this near to a grid line lies on it, in cells. It undoes the rounding of (x -
   * origin) / cell for coordinates of millions of metres and keeps outlines drawn on grid lines
   * there.
   */
  private static final double ON_LINE = 1e-9;

  private final Affine affine;
  private final double determinant;
  private double[] corners = new double[64];

  int count;
  double[] x0 = new double[64];
  double[] y0 = new double[64];
  double[] x1 = new double[64];
  double[] y1 = new double[64];

  /** Extent in cells; NaN-free only when {@link #count} is positive. */
  double minX;

  double minY;
  double maxX;
  double maxY;

  /** Area inside, in cells. */
  double area;

  PixelEdges(Affine affine) {
    this.affine = affine;
    this.determinant = affine.scaleX() * affine.scaleY() - affine.shearX() * affine.shearY();
  }

  void load(Geometry polygons) {
    clear();
    addAll(polygons);
  }

  void load(Outline polygon) {
    clear();
    if (polygon.isRing()) {
      addRing(polygon.xy(), polygon.from(), polygon.to(), true);
    } else {
      addAll(polygon.geometry());
    }
  }

  private void clear() {
    count = 0;
    area = 0;
    minX = minY = Double.POSITIVE_INFINITY;
    maxX = maxY = Double.NEGATIVE_INFINITY;
  }

  private void addAll(Geometry g) {
    if (g instanceof Polygon polygon) {
      if (!polygon.isEmpty()) {
        addRing(polygon.getExteriorRing(), true);
        for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
          addRing(polygon.getInteriorRingN(h), false);
        }
      }
    } else if (g.getNumGeometries() > 1 || g.getNumGeometries() == 1 && g.getGeometryN(0) != g) {
      for (int i = 0; i < g.getNumGeometries(); i++) {
        addAll(g.getGeometryN(i));
      }
    }
  }

  private void addRing(LinearRing ring, boolean shell) {
    CoordinateSequence points = ring.getCoordinateSequence();
    int n = points.size() - 1;
    if (corners.length < 2 * n) {
      corners = new double[2 * n];
    }
    for (int i = 0; i < n; i++) {
      corners[2 * i] = points.getX(i);
      corners[2 * i + 1] = points.getY(i);
    }
    addRing(corners, 0, 2 * n, shell);
  }

  /** Corners as x and y in turn, the first not repeated. */
  private void addRing(double[] xy, int from, int to, boolean shell) {
    if (from == to) {
      return;
    }
    reserve(count + (to - from) / 2);
    int first = count;
    double signedArea = 0;
    double startX = column(xy[from], xy[from + 1]);
    double startY = row(xy[from], xy[from + 1]);
    double lastX = startX;
    double lastY = startY;
    for (int i = from + 2; i <= to; i += 2) {
      double x = i < to ? column(xy[i], xy[i + 1]) : startX;
      double y = i < to ? row(xy[i], xy[i + 1]) : startY;
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
      if (y != lastY) {
        x0[count] = lastX;
        y0[count] = lastY;
        x1[count] = x;
        y1[count] = y;
        count++;
        // Relative to the first vertex: no digits are lost far from the origin.
        signedArea -= (y - lastY) * ((lastX - x0[first]) + (x - x0[first])) / 2;
      }
      lastX = x;
      lastY = y;
    }
    if (signedArea < 0 == shell) {
      reverse(first);
    }
    area += shell ? Math.abs(signedArea) : -Math.abs(signedArea);
  }

  private void reverse(int first) {
    for (int e = first; e < count; e++) {
      double x = x0[e];
      x0[e] = x1[e];
      x1[e] = x;
      double y = y0[e];
      y0[e] = y1[e];
      y1[e] = y;
    }
  }

  private double column(double x, double y) {
    double dx = x - affine.originX();
    if (affine.shearX() == 0) {
      return snapped(dx / affine.scaleX());
    }
    double dy = y - affine.originY();
    return snapped((dx * affine.scaleY() - dy * affine.shearX()) / determinant);
  }

  private double row(double x, double y) {
    double dy = y - affine.originY();
    if (affine.shearY() == 0) {
      return snapped(dy / affine.scaleY());
    }
    double dx = x - affine.originX();
    return snapped((dy * affine.scaleX() - dx * affine.shearY()) / determinant);
  }

  private static double snapped(double v) {
    double line = Math.rint(v);
    return Math.abs(v - line) < ON_LINE ? line : v;
  }

  private void reserve(int needed) {
    if (needed > x0.length) {
      int size = Math.max(needed, 2 * x0.length);
      x0 = Arrays.copyOf(x0, size);
      y0 = Arrays.copyOf(y0, size);
      x1 = Arrays.copyOf(x1, size);
      y1 = Arrays.copyOf(y1, size);
    }
  }
}
