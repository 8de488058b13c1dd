package hearth.zonal;

/** Heights of the bare ground. */
interface Ground {
  /**
   * Heights at positions.
   *
   * @param x in the reference system of the surface model
   * @param y likewise
   * @param count how many positions the arrays hold
   * @return metres; NaN where the ground is not known
   */
  double[] under(double[] x, double[] y, int count);
}
