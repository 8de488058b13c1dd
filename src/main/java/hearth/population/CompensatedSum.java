package hearth.population;

/**
 * A sum whose rounding error does not grow with the number of terms (Neumaier 1974, a Kahan sum
 * that also holds when a term is larger than the sum).
 */
final class CompensatedSum {
  private double sum;
  private double lost;

  void add(double term) {
    double next = sum + term;
    if (Math.abs(sum) >= Math.abs(term)) {
      lost += (sum - next) + term;
    } else {
      lost += (term - next) + sum;
    }
    sum = next;
  }

  double value() {
    return sum + lost;
  }
}
