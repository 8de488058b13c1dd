package hearth.zonal;

import java.util.List;

/**
 * How well a population raster agrees with the truth, over n areas with true figure t and estimate
 * e (sum of the raster's cells inside, cells cut by exact area).
 *
 * @param n areas compared
 * @param mae mean of |e - t|, persons
 * @param rmse root of the mean of (e - t)², persons
 * @param mape mean of |e - t| / t over the areas with t &gt; 0, in percent; NaN without any
 * @param rtae relative total absolute error: sum of |e - t| / sum of t; not finite when nobody
 *     lives anywhere
 * @param bias mean of e - t, persons
 * @param r2 square of Pearson's correlation of e and t; NaN where one of them is constant
 * @param truthPersons sum of t
 * @param estimatedPersons sum of e
 * @param areas truth and estimate of each area, in the order given
 */
public record PopulationScores(
    int n,
    double mae,
    double rmse,
    double mape,
    double rtae,
    double bias,
    double r2,
    double truthPersons,
    double estimatedPersons,
    List<AreaError> areas) {
  public PopulationScores {
    areas = List.copyOf(areas);
  }

  /**
   * One area.
   *
   * @param id its id
   * @param truth persons that live there
   * @param estimate persons that the raster has there; NaN where it has no value at all
   */
  public record AreaError(String id, double truth, double estimate) {}
}
