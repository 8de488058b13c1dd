package hearth.footprint.regular;

/**
 * Sums along a ring for walls of one direction: the best offset of a wall that stands for a range
 * of pieces, and what it costs.
 *
 * <p>A piece counts by the square of the cosine of the angle between it and the wall. So what a
 * mask rounds off at a corner moves neither wall inwards.
 */
final class DirectionSums {
  private final double ux;
  private final double uy;
  private final double turnCost;
  private final double[] weight;
  private final double[] first;
  private final double[] second;
  private final double[] astray;

  DirectionSums(RingPieces ring, double angle, double turnCost) {
    ux = Math.cos(angle);
    uy = Math.sin(angle);
    this.turnCost = turnCost;
    int points = ring.x.length;
    weight = new double[points];
    first = new double[points];
    second = new double[points];
    astray = new double[points];
    for (int i = 0; i + 1 < points; i++) {
      double l = ring.pieceLength(i);
      double cos = (ux * (ring.x[i + 1] - ring.x[i]) + uy * (ring.y[i + 1] - ring.y[i])) / l;
      double w = cos > 0 ? cos * cos * l : 0;
      double v0 = ux * ring.y[i] - uy * ring.x[i];
      double v1 = ux * ring.y[i + 1] - uy * ring.x[i + 1];
      weight[i + 1] = weight[i] + w;
      first[i + 1] = first[i] + w * (v0 + v1) / 2;
      second[i + 1] = second[i] + w * RingPieces.meanProduct(v0, v1, v0, v1);
      astray[i + 1] = astray[i] + l * (1 - cos);
    }
  }

  /** Cost of a wall in place of a range, without that of its corner. */
  double cost(int from, int to) {
    double w = weight[to] - weight[from];
    if (w < 1e-9) {
      return Double.POSITIVE_INFINITY;
    }
    double m = first[to] - first[from];
    double misfit = second[to] - second[from] - m * m / w;
    return Math.max(0, misfit) + turnCost * (astray[to] - astray[from]);
  }

  Line line(int from, int to) {
    return new Line(ux, uy, (first[to] - first[from]) / (weight[to] - weight[from]));
  }
}
