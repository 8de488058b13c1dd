package hearth.zonal;

import java.util.Arrays;

/**
 * Grey-scale erosion and dilation by a square, after van Herk (1992) and Gil and Werman (1993):
 * three comparisons a cell whatever the size of the square. Cells without a value (NaN) are passed
 * over; a square without any gives NaN.
 */
final class Morphology {
  private Morphology() {}

  /**
   * Opening: what is narrower than the square and stands out of its surroundings is cut off.
   *
   * @param radius the square reaches this many cells to each side
   * @return new array
   */
  static float[] open(float[] values, int width, int height, int radius) {
    return extreme(extreme(values, width, height, radius, true), width, height, radius, false);
  }

  /** Dilation: the greatest value in the square around each cell. */
  static float[] dilate(float[] values, int width, int height, int radius) {
    return extreme(values, width, height, radius, false);
  }

  private static float[] extreme(float[] values, int width, int height, int radius, boolean least) {
    float[] result = values.clone();
    int longest = Math.max(width, height);
    Line line = new Line(longest, radius, least);
    for (int r = 0; r < height; r++) {
      line.run(result, r * width, 1, width);
    }
    for (int c = 0; c < width; c++) {
      line.run(result, c, width, height);
    }
    return result;
  }

  /** One row or column at a time. */
  private static final class Line {
    private final int radius;
    private final float worst;
    private final boolean least;
    private final float[] padded;
    private final float[] forward;
    private final float[] backward;

    Line(int longest, int radius, boolean least) {
      this.radius = radius;
      this.least = least;
      this.worst = least ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
      int window = 2 * radius + 1;
      int room = (longest + 2 * radius + window) / window * window;
      padded = new float[room];
      forward = new float[room];
      backward = new float[room];
    }

    void run(float[] values, int start, int step, int count) {
      int window = 2 * radius + 1;
      int length = (count + 2 * radius + window - 1) / window * window;
      Arrays.fill(padded, 0, length, worst);
      for (int i = 0; i < count; i++) {
        float v = values[start + i * step];
        padded[radius + i] = Float.isNaN(v) ? worst : v;
      }
      for (int i = 0; i < length; i++) {
        forward[i] = i % window == 0 ? padded[i] : better(forward[i - 1], padded[i]);
      }
      for (int i = length - 1; i >= 0; i--) {
        backward[i] = i % window == window - 1 ? padded[i] : better(backward[i + 1], padded[i]);
      }
      for (int i = 0; i < count; i++) {
        float v = better(backward[i], forward[i + 2 * radius]);
        values[start + i * step] = v == worst ? Float.NaN : v;
      }
    }

    private float better(float a, float b) {
      return least ? Math.min(a, b) : Math.max(a, b);
    }
  }
}
