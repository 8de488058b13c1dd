package hearth.population;

/** Splitting a figure so that the parts sum to it. */
final class Shares {
  private static final int ROUNDS = 3;

  private Shares() {}

  /**
   * Turns weights, not all zero, into shares of a figure, in place. They sum to it as {@link
   * #settle} says.
   */
  static void split(double[] weights, double figure) {
    CompensatedSum sum = new CompensatedSum();
    for (double w : weights) {
      sum.add(w);
    }
    double total = sum.value();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = figure * (weights[i] / total);
    }
    settle(weights, figure);
  }

  /**
   * Puts what rounding took from the sum back on the largest share, the first of equals. The shares
   * then sum to the figure within the rounding of one double.
   */
  static void settle(double[] shares, double figure) {
    int largest = 0;
    for (int i = 1; i < shares.length; i++) {
      if (shares[i] > shares[largest]) {
        largest = i;
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      CompensatedSum sum = new CompensatedSum();
      for (double share : shares) {
        sum.add(share);
      }
      double residual = figure - sum.value();
      if (residual == 0) {
        return;
      }
      shares[largest] += residual;
    }
  }
}
