package hearth.vectorize;

import hearth.raster.LogitMask;
import java.util.function.DoubleBinaryOperator;

/** Masks for tests. */
final class Pictures {
  private Pictures() {}

  /** A mask of step 1 at (0, 0): {@code #} is +1, {@code .} is -1, {@code +} is +3, 0 is 0. */
  static LogitMask of(String... rows) {
    int width = rows[0].length();
    float[] logits = new float[width * rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < width; column++) {
        logits[row * width + column] =
            switch (rows[row].charAt(column)) {
              case '#' -> 1;
              case '.' -> -1;
              case '+' -> 3;
              case '0' -> 0;
              case 'N' -> Float.NaN;
              case 'I' -> Float.POSITIVE_INFINITY;
              default -> throw new IllegalArgumentException(rows[row]);
            };
      }
    }
    return new LogitMask(width, rows.length, logits, 0, 0, 1, 1);
  }

  /** A mask that samples a function of the position in block pixels. */
  static LogitMask sample(
      int width, int height, double originX, double originY, double step, DoubleBinaryOperator f) {
    float[] logits = new float[width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        logits[row * width + column] =
            (float) f.applyAsDouble(originX + (column + 0.5) * step, originY + (row + 0.5) * step);
      }
    }
    return new LogitMask(width, height, logits, originX, originY, step, step);
  }
}
