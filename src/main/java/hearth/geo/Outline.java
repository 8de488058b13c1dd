package hearth.geo;

import java.util.Objects;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.impl.PackedCoordinateSequence;
import org.locationtech.jts.geom.impl.PackedCoordinateSequenceFactory;

/**
 * A polygon as its corners in an array, which work on millions of buildings reads without making an
 * object for each corner; a shape with holes, with several parts or with heights stays a geometry.
 *
 * <p>Nobody writes to the array while there are outlines on it.
 */
public final class Outline {
  private static final GeometryFactory GEOMETRIES =
      new GeometryFactory(PackedCoordinateSequenceFactory.DOUBLE_FACTORY);

  private final double[] xy;
  private final int from;
  private final int to;
  private final Geometry whole;

  /** Extent; the minima are above the maxima where it is empty. */
  public final double minX;

  public final double minY;
  public final double maxX;
  public final double maxY;

  private Outline(double[] xy, int from, int to) {
    this.xy = xy;
    this.from = from;
    this.to = to;
    this.whole = null;
    double west = Double.POSITIVE_INFINITY;
    double south = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    double north = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i += 2) {
      west = Math.min(west, xy[i]);
      east = Math.max(east, xy[i]);
      south = Math.min(south, xy[i + 1]);
      north = Math.max(north, xy[i + 1]);
    }
    minX = west;
    minY = south;
    maxX = east;
    maxY = north;
  }

  private Outline(Geometry whole) {
    this.xy = null;
    this.from = 0;
    this.to = 0;
    this.whole = whole;
    Envelope e = whole.getEnvelopeInternal();
    minX = e.getMinX();
    minY = e.getMinY();
    maxX = e.getMaxX();
    maxY = e.getMaxY();
  }

  /**
   * A simple polygon.
   *
   * @param xy x and y of its corners in turn, the first not repeated at the end
   * @param from place of the first x
   * @param to place behind the last y
   */
  public static Outline ring(double[] xy, int from, int to) {
    Objects.checkFromToIndex(from, to, xy.length);
    return new Outline(xy, from, to);
  }

  /** Any shape; a polygon without holes and heights is copied into an array. */
  public static Outline of(Geometry shape) {
    double[] corners = corners(shape);
    return corners == null ? new Outline(shape) : new Outline(corners, 0, corners.length);
  }

  /** Corners as {@link #ring} takes them; null where the shape is more than that. */
  public static double[] corners(Geometry shape) {
    if (!(shape instanceof Polygon polygon)
        || polygon.isEmpty()
        || polygon.getNumInteriorRing() > 0
        || polygon.getSRID() != 0
        || polygon.getUserData() != null) {
      return null;
    }
    CoordinateSequence ring = polygon.getExteriorRing().getCoordinateSequence();
    int n = ring.size() - 1;
    double[] xy = new double[2 * n];
    for (int i = 0; i < n; i++) {
      if (ring.hasZ() && !Double.isNaN(ring.getZ(i))) {
        return null;
      }
      xy[2 * i] = ring.getX(i);
      xy[2 * i + 1] = ring.getY(i);
    }
    return xy;
  }

  /** Whether it is an array of corners. */
  public boolean isRing() {
    return whole == null;
  }

  /** Array of {@link #ring}; only to be read, from {@link #from} to {@link #to}. */
  public double[] xy() {
    return xy;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  /** As a geometry; made anew of a ring at each call. */
  public Geometry geometry() {
    if (whole != null) {
      return whole;
    }
    int n = to - from;
    double[] closed = new double[n + 2];
    System.arraycopy(xy, from, closed, 0, n);
    closed[n] = xy[from];
    closed[n + 1] = xy[from + 1];
    return GEOMETRIES.createPolygon(new PackedCoordinateSequence.Double(closed, 2, 0));
  }

  /** Area, as {@link Geometry#getArea} has it, to the last digit. */
  public double area() {
    if (whole != null) {
      return whole.getArea();
    }
    // As org.locationtech.jts.algorithm.Area: relative to the first corner, no digits are lost far
    // from the origin.
    double sum = 0;
    for (int i = from + 2; i < to; i += 2) {
      double after = i + 2 < to ? xy[i + 3] : xy[from + 1];
      sum += (xy[i] - xy[from]) * (xy[i - 1] - after);
    }
    return Math.abs(sum / 2);
  }

  public Envelope envelope() {
    return minX <= maxX ? new Envelope(minX, maxX, minY, maxY) : new Envelope();
  }
}
