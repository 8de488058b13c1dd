package hearth.footprint.regular;

import org.locationtech.jts.geom.Coordinate;

/**
 * A ring in short pieces, twice around, so that any run of pieces is a range. Lengths are in
 * details, relative to the ring's first point.
 *
 * <p>Sums along the ring (exact integrals, not sums over vertices, so that vertices within a
 * straight wall change nothing) give the best straight line through any range at once.
 */
final class RingPieces {
  /** Pieces of the ring; points are numbered from 0 to twice this. */
  final int size;

  final double[] x;
  final double[] y;

  /** The ring's own vertices at their points; null at points within an edge. */
  private final Coordinate[] vertices;

  private final double scale;
  private final double originX;
  private final double originY;

  // Integrals from point 0 to each point.
  private final double[] length;
  private final double[] sx;
  private final double[] sy;
  private final double[] sxx;
  private final double[] sxy;
  private final double[] syy;

  /**
   * @param ring closed
   * @param scale metres of a detail
   * @param longest longest piece, in details: walls may end within an edge of the ring
   */
  RingPieces(Coordinate[] ring, double scale, double longest) {
    this.scale = scale;
    originX = ring[0].x;
    originY = ring[0].y;
    int[] parts = new int[ring.length - 1];
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          Math.max(1, (int) Math.ceil(ring[i].distance(ring[i + 1]) / (scale * longest) - 1e-6));
      count += parts[i];
    }
    size = count;
    x = new double[2 * size + 1];
    y = new double[2 * size + 1];
    vertices = new Coordinate[size];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      vertices[at] = ring[i];
      for (int p = 0; p < parts[i]; p++) {
        double t = (double) p / parts[i];
        x[at] = (ring[i].x - originX + t * (ring[i + 1].x - ring[i].x)) / scale;
        y[at] = (ring[i].y - originY + t * (ring[i + 1].y - ring[i].y)) / scale;
        at++;
      }
    }
    for (int i = size; i <= 2 * size; i++) {
      x[i] = x[i - size];
      y[i] = y[i - size];
    }
    length = new double[2 * size + 1];
    sx = new double[2 * size + 1];
    sy = new double[2 * size + 1];
    sxx = new double[2 * size + 1];
    sxy = new double[2 * size + 1];
    syy = new double[2 * size + 1];
    for (int i = 0; i < 2 * size; i++) {
      double l = pieceLength(i);
      length[i + 1] = length[i] + l;
      sx[i + 1] = sx[i] + l * (x[i] + x[i + 1]) / 2;
      sy[i + 1] = sy[i] + l * (y[i] + y[i + 1]) / 2;
      sxx[i + 1] = sxx[i] + l * meanProduct(x[i], x[i + 1], x[i], x[i + 1]);
      sxy[i + 1] = sxy[i] + l * meanProduct(x[i], x[i + 1], y[i], y[i + 1]);
      syy[i + 1] = syy[i] + l * meanProduct(y[i], y[i + 1], y[i], y[i + 1]);
    }
  }

  double pieceLength(int piece) {
    return Math.hypot(x[piece + 1] - x[piece], y[piece + 1] - y[piece]);
  }

  double length(int from, int to) {
    return length[to] - length[from];
  }

  /** Mean of the product of two functions that are linear along a piece. */
  static double meanProduct(double a0, double a1, double b0, double b1) {
    return (2 * a0 * b0 + a0 * b1 + a1 * b0 + 2 * a1 * b1) / 6;
  }

  /** The line of least squared distance from a range (total least squares), along the range. */
  Line freeLine(int from, int to) {
    double l = length(from, to);
    double mx = (sx[to] - sx[from]) / l;
    double my = (sy[to] - sy[from]) / l;
    double xx = (sxx[to] - sxx[from]) / l - mx * mx;
    double xy = (sxy[to] - sxy[from]) / l - mx * my;
    double yy = (syy[to] - syy[from]) / l - my * my;
    double angle = Math.atan2(2 * xy, xx - yy) / 2;
    double ux = Math.cos(angle);
    double uy = Math.sin(angle);
    if (ux * (x[to] - x[from]) + uy * (y[to] - y[from]) < 0) {
      ux = -ux;
      uy = -uy;
    }
    return new Line(ux, uy, ux * my - uy * mx);
  }

  /** Mean squared distance of a range from its {@link #freeLine} times its length. */
  double freeMisfit(int from, int to) {
    double l = length(from, to);
    double mx = (sx[to] - sx[from]) / l;
    double my = (sy[to] - sy[from]) / l;
    double xx = (sxx[to] - sxx[from]) / l - mx * mx;
    double xy = (sxy[to] - sxy[from]) / l - mx * my;
    double yy = (syy[to] - syy[from]) / l - my * my;
    double least = (xx + yy - Math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy)) / 2;
    return Math.max(0, least) * l;
  }

  /** A point on the ground. */
  Coordinate onGround(int point) {
    Coordinate vertex = vertices[point % size];
    return vertex != null
        ? vertex
        : new Coordinate(originX + x[point] * scale, originY + y[point] * scale);
  }

  boolean isVertex(int point) {
    return vertices[point % size] != null;
  }

  /** A line in details, on the ground. */
  Line onGround(Line line) {
    return new Line(
        line.ux(), line.uy(), line.offset() * scale + line.ux() * originY - line.uy() * originX);
  }
}
