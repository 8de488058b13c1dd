package hearth.segment;

/**
 * PyTorch's bilinear {@code interpolate} with {@code align_corners=False} and without antialiasing,
 * row by row.
 */
final class TorchBilinear {
  private final int sourceStride;
  private final int[] left;
  private final int[] right;
  private final float[] rightWeight;
  private final int[] upper;
  private final int[] lower;
  private final float[] lowerWeight;

  /**
   * @param sourceWidth columns that are resampled
   * @param sourceHeight rows that are resampled
   * @param sourceStride numbers from row to row of the source
   * @param width columns of the result
   * @param height rows of the result
   */
  TorchBilinear(int sourceWidth, int sourceHeight, int sourceStride, int width, int height) {
    this.sourceStride = sourceStride;
    left = new int[width];
    right = new int[width];
    rightWeight = new float[width];
    upper = new int[height];
    lower = new int[height];
    lowerWeight = new float[height];
    weigh(sourceWidth, left, right, rightWeight);
    weigh(sourceHeight, upper, lower, lowerWeight);
  }

  private static void weigh(int size, int[] first, int[] second, float[] weight) {
    // In single precision, as PyTorch has it.
    float scale = (float) size / first.length;
    for (int i = 0; i < first.length; i++) {
      float position = Math.max(0, scale * (i + 0.5f) - 0.5f);
      first[i] = Math.min((int) position, size - 1);
      second[i] = Math.min(first[i] + 1, size - 1);
      weight[i] = Math.min(Math.max(position - first[i], 0), 1);
    }
  }

  /**
   * One row of the result.
   *
   * @param target where it is put, from {@code offset} on
   * @param count columns from the first on; the rest is not asked for
   */
  void row(float[] source, int row, float[] target, int offset, int count) {
    int above = upper[row] * sourceStride;
    int below = lower[row] * sourceStride;
    float w = lowerWeight[row];
    for (int x = 0; x < count; x++) {
      float r = rightWeight[x];
      float top = (1 - r) * source[above + left[x]] + r * source[above + right[x]];
      float bottom = (1 - r) * source[below + left[x]] + r * source[below + right[x]];
      target[offset + x] = (1 - w) * top + w * bottom;
    }
  }
}
