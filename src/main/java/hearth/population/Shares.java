package hearth.population;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

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

  /**
   * Makes shares whole, in place, by largest remainder (Hamilton): each is rounded down, and the
   * persons left go one each to the shares that lost most, of equals the first.
   *
   * @param shares not negative, summing to the figure
   * @param figure a whole number
   */
  static void makeWhole(double[] shares, double figure) {
    double[] remainders = new double[shares.length];
    CompensatedSum whole = new CompensatedSum();
    for (int i = 0; i < shares.length; i++) {
      double down = Math.floor(shares[i]);
      remainders[i] = shares[i] - down;
      shares[i] = down;
      whole.add(down);
    }
    int left = (int) Math.rint(figure - whole.value());
    if (left == 0) {
      return;
    }
    int[] order =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    Arrays.stream(order).limit(left).forEach(i -> shares[i]++);
  }
}
