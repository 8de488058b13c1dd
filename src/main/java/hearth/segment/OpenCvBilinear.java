package hearth.segment;

/**
 * Bilinear resampling of 8-bit pixels between the four nearest pixel centres, without antialiasing,
 * in the fixed-point steps of OpenCV's {@code INTER_LINEAR}: YOLO's letterbox uses it.
 */
final class OpenCvBilinear {
  private static final int COEFFICIENT_SCALE = 2048;

  private OpenCvBilinear() {}

  /**
   * @param plane one channel, row by row
   * @return the resized channel, row by row; the given array itself when the size is the same
   */
  static byte[] resize(byte[] plane, int width, int height, int newWidth, int newHeight) {
    if (newWidth == width && newHeight == height) {
      return plane;
    }
    Taps columns = new Taps(width, newWidth);
    Taps rows = new Taps(height, newHeight);
    byte[] out = new byte[newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      int upper = rows.first[y] * width;
      int lower = rows.second[y] * width;
      for (int x = 0; x < newWidth; x++) {
        int above = columns.mix(x, plane, upper);
        int below = columns.mix(x, plane, lower);
        int sum =
            ((rows.firstWeight[y] * (above >> 4)) >> 16)
                + ((rows.secondWeight[y] * (below >> 4)) >> 16);
        out[y * newWidth + x] = (byte) ((sum + 2) >> 2);
      }
    }
    return out;
  }

  private static final class Taps {
    final int[] first;
    final int[] second;
    final int[] firstWeight;
    final int[] secondWeight;

    Taps(int size, int newSize) {
      first = new int[newSize];
      second = new int[newSize];
      firstWeight = new int[newSize];
      secondWeight = new int[newSize];
      double scale = (double) size / newSize;
      for (int i = 0; i < newSize; i++) {
        float position = (float) ((i + 0.5) * scale - 0.5);
        int low = (int) Math.floor(position);
        float share = position - low;
        if (low < 0) {
          low = 0;
          share = 0;
        }
        if (low >= size - 1) {
          low = size - 1;
          share = 0;
        }
        first[i] = low;
        second[i] = Math.min(low + 1, size - 1);
        firstWeight[i] = (int) Math.rint((1 - share) * COEFFICIENT_SCALE);
        secondWeight[i] = (int) Math.rint(share * COEFFICIENT_SCALE);
      }
    }

    int mix(int i, byte[] plane, int row) {
      return (plane[row + first[i]] & 0xff) * firstWeight[i]
          + (plane[row + second[i]] & 0xff) * secondWeight[i];
    }
  }
}
