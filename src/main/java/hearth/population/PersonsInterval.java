package hearth.population;

import org.apache.commons.math3.special.Erf;

/**
 * How many persons a cell has, as far as is known: an interval around its figure.
 *
 * <p>What is not certain: whether a detection is a building at all (its calibrated probability p),
 * how many persons live in a dwelling, and how well the weight of a building tells its dwellings
 * ({@link BuildingClasses.Spread}). A building with n dwellings, whose share of its unit is s
 * persons, holds s x X x G: X is 1 / p with probability p, else 0; G has mean 1 and the squared
 * coefficient of variation w² + d² / n, where w is the spread of weights and d that of dwellings.
 * The unit's figure is given: what one building has more, the others have less. To first order
 * (delta method, Cochran 1977, "Sampling techniques", on ratios), with V the variance of a
 * building, f the share of it in the cell and m the cell's share of the unit's figure, the variance
 * of the cell is
 *
 * <pre>  sum f² V  -  2 m sum f V  +  m² sum over the unit V</pre>
 *
 * <p>Variances of units that share a cell add up. The interval's ends are quantiles of a gamma
 * distribution with the cell's mean and variance (by Wilson and Hilferty 1931), held between 0 and
 * the figures of its units, and mirrored where the cell has more than half of them; where no
 * building of the cell is certain, it is mixed with the probability that none is there. Nothing is
 * drawn by lot: no seed, and the same figures each time.
 */
final class PersonsInterval {
  private PersonsInterval() {}

  /**
   * The number of persons that is not exceeded with a given probability.
   *
   * @param probability in (0, 1)
   * @param mean persons in the cell
   * @param variance as above
   * @param nobody probability that no building of the cell is there
   * @param most figures of the units with a part in the cell
   */
  static double quantile(
      double probability, double mean, double variance, double nobody, double most) {
    if (mean <= 0) {
      return mean;
    }
    if (probability <= nobody) {
      return 0;
    }
    double rest = 1 - nobody;
    double q = (probability - nobody) / rest;
    // Mean and variance where somebody is there.
    double m = Math.min(most, mean / rest);
    double v = Math.max(0, (variance + mean * mean) / rest - m * m);
    if (v <= 1e-12 * m * m) {
      return m;
    }
    double x = m <= most / 2 ? gamma(q, m, v) : most - gamma(1 - q, most - m, v);
    return Math.max(0, Math.min(most, x));
  }

  private static double gamma(double q, double mean, double variance) {
    if (mean <= 0) {
      return 0;
    }
    double z = Math.sqrt(2) * Erf.erfInv(2 * q - 1);
    double shape = mean * mean / variance;
    double root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
    return root <= 0 ? 0 : mean * root * root * root;
  }
}
