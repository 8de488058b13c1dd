package hearth.footprint;

/**
 * How well outlines agree with the truth when a match needs a certain IoU. A ratio without anything
 * to divide by is 0, never NaN.
 *
 * @param precision share of the predicted outlines that have a partner; 0 without predictions
 * @param recall share of the true outlines that have a partner; 0 without truth
 * @param f1 harmonic mean of both, 2 TP / (2 TP + FP + FN); 0 without any outline
 * @param meanIou mean IoU of the matches; 0 without matches
 * @param truePositives matches
 * @param falsePositives predicted outlines without a partner
 * @param falseNegatives true outlines without a partner
 */
public record ThresholdScores(
    double precision,
    double recall,
    double f1,
    double meanIou,
    int truePositives,
    int falsePositives,
    int falseNegatives) {

  /** From counts. */
  public static ThresholdScores of(
      int truePositives, int falsePositives, int falseNegatives, double sumOfIous) {
    return new ThresholdScores(
        ratio(truePositives, truePositives + falsePositives),
        ratio(truePositives, truePositives + falseNegatives),
        ratio(2.0 * truePositives, 2.0 * truePositives + falsePositives + falseNegatives),
        ratio(sumOfIous, truePositives),
        truePositives,
        falsePositives,
        falseNegatives);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
