package hearth.raster;

/**
 * A mask before it is thresholded: logits of "inside the object", positive inside.
 *
 * <p>The value at (column, row) belongs to the position {@code (originX + (column + 0.5) * stepX,
 * originY + (row + 0.5) * stepY)} in pixels of the block that was segmented (x right, y down, (0,
 * 0) the outer corner of its first pixel).
 *
 * @param width columns
 * @param height rows
 * @param logits row by row; owned by the mask
 * @param originX left edge in block pixels
 * @param originY top edge in block pixels
 * @param stepX block pixels from column to column
 * @param stepY block pixels from row to row
 */
public record LogitMask(
    int width,
    int height,
    float[] logits,
    double originX,
    double originY,
    double stepX,
    double stepY) {
  public LogitMask {
    if (width <= 0 || height <= 0 || logits.length != width * height) {
      throw new IllegalArgumentException(
          "%d x %d logits, given %d".formatted(width, height, logits.length));
    }
  }

  /** Whether every logit is a number; a broken model gives NaN and infinity. */
  public boolean isFinite() {
    // 0 times a finite number is 0; NaN and infinity leave NaN in the sum.
    float sum = 0;
    for (float v : logits) {
      sum += 0 * v;
    }
    return sum == 0;
  }

  public float at(int column, int row) {
    return logits[row * width + column];
  }
}
