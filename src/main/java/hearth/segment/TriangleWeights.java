package hearth.segment;

/**
 * For each pixel of a resized row the source pixels under its triangle and their weights: bilinear
 * resampling with antialiasing, as Pillow and PyTorch define it. The triangle is as wide as the
 * larger of a source and a target pixel.
 */
final class TriangleWeights {
  private final int[] first;
  private final double[][] weights;

  /**
   * @param size pixels of a source row
   * @param newSize pixels of a resized row
   */
  TriangleWeights(int size, int newSize) {
    double scale = (double) size / newSize;
    double support = Math.max(scale, 1);
    first = new int[newSize];
    weights = new double[newSize][];
    for (int i = 0; i < newSize; i++) {
      double centre = (i + 0.5) * scale;
      int from = Math.max((int) (centre - support + 0.5), 0);
      int to = Math.min((int) (centre + support + 0.5), size);
      double[] exact = new double[to - from];
      double sum = 0;
      for (int k = 0; k < exact.length; k++) {
        exact[k] = Math.max(0, 1 - Math.abs((k + from - centre + 0.5) / support));
        sum += exact[k];
      }
      for (int k = 0; k < exact.length; k++) {
        exact[k] /= sum;
      }
      first[i] = from;
      weights[i] = exact;
    }
  }

  /** The first source pixel under a target pixel's triangle. */
  int first(int target) {
    return first[target];
  }

  /** Weights from the first source pixel on; they sum to 1. Not to be written to. */
  double[] of(int target) {
    return weights[target];
  }
}
