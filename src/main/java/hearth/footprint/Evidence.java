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
}
