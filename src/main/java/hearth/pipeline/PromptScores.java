package hearth.pipeline;

import java.util.Arrays;
import java.util.List;

/**
 * IoU of masks with the true buildings that they were asked for.
 *
 * @param buildings that were asked about
 * @param leftOut true buildings that the imagery shows less than half of
 * @param meanIou 0 without buildings
 * @param medianIou 0 without buildings
 * @param above50 share of the masks with an IoU of at least 0.5
 * @param above75 share of the masks with an IoU of at least 0.75
 */
public record PromptScores(
    int buildings, int leftOut, double meanIou, double medianIou, double above50, double above75) {

  static PromptScores of(List<Double> ious, int leftOut) {
    double[] sorted = ious.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    double median = n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new PromptScores(
        n,
        leftOut,
        Arrays.stream(sorted).average().orElse(0),
        median,
        share(sorted, 0.5),
        share(sorted, 0.75));
  }

  private static double share(double[] ious, double least) {
    return Arrays.stream(ious).map(iou -> iou >= least ? 1 : 0).average().orElse(0);
  }
}
