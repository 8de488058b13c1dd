package hearth.footprint;

import java.util.Objects;

/**
 * What speaks for a detection. Figures are in 0..1; NaN where they are not known.
 *
 * @param score the detector's score of the box; 1 for a box that a person or OSM gave
 * @param predictedIou the segmenter's own estimate of its mask's IoU
 * @param stability IoU of the mask cut at logits +1 and -1 (stability score of SAM's automatic mask
 *     generator)
 * @param pBuilding calibrated probability that this is a building
 * @param label class that the detector gave, or the phrase that it found; empty where no detector
 *     asked
 */
public record Evidence(
    double score, double predictedIou, double stability, double pBuilding, String label) {
  /** Nothing known: OSM buildings without a detection, given layers. */
  public static final Evidence NONE = new Evidence(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  public Evidence {
    Objects.requireNonNull(label, "label");
  }

  /** Figures alone. */
  public Evidence(double score, double predictedIou, double stability, double pBuilding) {
    this(score, predictedIou, stability, pBuilding, "");
  }

  /** The same of something that was found under a name. */
  public Evidence labelled(String name) {
    return new Evidence(score, predictedIou, stability, pBuilding, name);
  }

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
    return new Evidence(score * factor, predictedIou, stability, pBuilding * factor, label);
  }
}
