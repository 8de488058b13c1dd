package hearth.zonal;

/**
 * The plane through heights by least squares.
 *
 * @param slopeDegrees its slope; NaN for fewer than three positions, or positions on one line
 * @param residualMetres root mean square distance of the heights from it
 */
record PlaneFit(double slopeDegrees, double residualMetres) {
  private static final PlaneFit NONE = new PlaneFit(Double.NaN, Double.NaN);

  /**
   * @param x metres
   * @param y metres
   * @param z heights, metres; NaN where there is none
   */
  static PlaneFit of(double[] x, double[] y, double[] z, int count) {
    double n = 0;
    double mx = 0;
    double my = 0;
    double mz = 0;
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(z[i])) {
        n++;
        mx += x[i];
        my += y[i];
        mz += z[i];
      }
    }
    if (n < 3) {
      return NONE;
    }
    mx /= n;
    my /= n;
    mz /= n;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xz = 0;
    double yz = 0;
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(z[i])) {
        double dx = x[i] - mx;
        double dy = y[i] - my;
        double dz = z[i] - mz;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
        xz += dx * dz;
        yz += dy * dz;
      }
    }
    double determinant = xx * yy - xy * xy;
    if (!(determinant > 1e-9 * xx * yy)) {
      return NONE;
    }
    double east = (xz * yy - yz * xy) / determinant;
    double north = (yz * xx - xz * xy) / determinant;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(z[i])) {
        double residual = z[i] - mz - east * (x[i] - mx) - north * (y[i] - my);
        squares += residual * residual;
      }
    }
    return new PlaneFit(Math.toDegrees(Math.atan(Math.hypot(east, north))), Math.sqrt(squares / n));
  }
}
