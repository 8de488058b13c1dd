package hearth.footprint;

/**
 * What speaks for a detection. Each is in 0..1; NaN where it is not known.
 *
 * @param score the detector's score of the box; 1 for a box that a person or OSM gave
 * @param predictedIou the segmenter's own estimate of its mask's IoU
 * @param stability IoU of the mask cut at logits +1 and -1 (stability score of SAM's automatic mask
 *     generator)
 * @param pBuilding calibrated probability that this is a building
 */
public record Evidence(double score, double predictedIou, double stability, double pBuilding) {
  /** Nothing known: OSM buildings without a detection, given layers. */
  public static final Evidence NONE = new Evidence(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /**
   * One figure to tell the better of two outlines of one house: the calibrated probability where it
   * is known, else the product of score and predicted IoU, a factor that is not known left out; 0
   * if nothing is known.
   */
  public double strength() {
    if (!Double.isNaN(pBuilding)) {
      return pBuilding;
    }
    if (Double.isNaN(score)) {
      return Double.isNaN(predictedIou) ? 0 : predictedIou;
    }
    return Double.isNaN(predictedIou) ? score : score * predictedIou;
  }

  /** The same with score and probability lowered by a factor in 0..1. */
  public Evidence weakened(double factor) {
    return new Evidence(score * factor, predictedIou, stability, pBuilding * factor);
  }
}
