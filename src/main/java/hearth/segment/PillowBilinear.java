package hearth.segment;

/**
 * Bilinear resampling of 8-bit pixels with antialiasing, as the Python Imaging Library does it
 * (Pillow's {@code Resample.c}), to the last bit: SAM's own predictor resizes pictures with it.
 *
 * <p>Each pass weighs the pixels under a triangle as wide as the larger of a source and a target
 * pixel, in fixed point with 22 bits; rows first, rounded to 8 bits, then columns.
 */
final class PillowBilinear {
  private static final int PRECISION_BITS = 32 - 8 - 2;

  private PillowBilinear() {}

  /**
   * @param plane one channel, row by row
   * @return the resized channel, row by row; the given array itself when the size is the same
   */
  static byte[] resize(byte[] plane, int width, int height, int newWidth, int newHeight) {
    byte[] rows = plane;
    if (newWidth != width) {
      Weights w = new Weights(width, newWidth);
      rows = new byte[newWidth * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < newWidth; x++) {
          rows[y * newWidth + x] = w.sum(x, plane, y * width, 1);
        }
      }
    }
    if (newHeight == height) {
      return rows;
    }
    Weights w = new Weights(height, newHeight);
    byte[] out = new byte[newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        out[y * newWidth + x] = w.sum(y, rows, x, newWidth);
      }
    }
    return out;
  }

  /** Weights in fixed point. */
  private static final class Weights {
    private final TriangleWeights exact;
    private final int[][] weights;

    Weights(int size, int newSize) {
      exact = new TriangleWeights(size, newSize);
      weights = new int[newSize][];
      for (int i = 0; i < newSize; i++) {
        double[] w = exact.of(i);
        weights[i] = new int[w.length];
        for (int k = 0; k < w.length; k++) {
          weights[i][k] = (int) (0.5 + w[k] * (1 << PRECISION_BITS));
        }
      }
    }

    byte sum(int target, byte[] pixels, int start, int stride) {
      int[] w = weights[target];
      int p = start + exact.first(target) * stride;
      int sum = 1 << (PRECISION_BITS - 1);
      for (int k = 0; k < w.length; k++, p += stride) {
        sum += (pixels[p] & 0xff) * w[k];
      }
      return (byte) Math.min(Math.max(sum >> PRECISION_BITS, 0), 255);
    }
  }
}
