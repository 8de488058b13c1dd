package hearth.segment;

/**
 * How everything in a block is segmented, in the terms of SAM's automatic mask generator ({@code
 * SamAutomaticMaskGenerator}).
 *
 * @param pointsPerSide points along a side of the grid ({@code points_per_side})
 * @param predictedIouThreshold a mask's predicted IoU must be above this ({@code pred_iou_thresh})
 * @param stabilityThreshold a mask's stability must be at least this ({@code
 *     stability_score_thresh})
 * @param boxNmsIou of two masks whose boxes have a greater IoU the one of lesser predicted IoU is
 *     dropped ({@code box_nms_thresh})
 * @param minRegionAreaPx holes and separate regions of a mask smaller than this, in pixels of the
 *     block, are removed ({@code min_mask_region_area}); 0 for none
 */
public record AutomaticOptions(
    int pointsPerSide,
    double predictedIouThreshold,
    double stabilityThreshold,
    double boxNmsIou,
    double minRegionAreaPx) {
  /** Those of SAM's generator. */
  public static final AutomaticOptions DEFAULT = new AutomaticOptions(32, 0.88, 0.95, 0.7, 0);

  public AutomaticOptions {
    if (pointsPerSide < 1) {
      throw new IllegalArgumentException("points per side: " + pointsPerSide);
    }
  }

  /** The same with another least area of a region. */
  public AutomaticOptions withMinRegionAreaPx(double area) {
    return new AutomaticOptions(
        pointsPerSide, predictedIouThreshold, stabilityThreshold, boxNmsIou, area);
  }
}
