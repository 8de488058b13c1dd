package hearth.segment;

import hearth.raster.LogitMask;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Cuts a mask out of a decoder's low-resolution logits.
 *
 * <p>A logit of a mask of stride s lies at (column + 0.5) s in pixels of the encoder's input: the
 * official post-processing, which resamples with {@code align_corners=False}, puts it there too.
 */
final class MaskCut {
  /** By how much of its size a box is grown on each side before the cut. */
  static final double GROWTH = 0.15;

  /** And by how many block pixels, so that small boxes get some room. */
  static final double GROWTH_PX = 2;

  private static final int STABILITY_OFFSET = 1;

  private final int width;
  private final int columns;
  private final int rows;
  private final double stepX;
  private final double stepY;

  /**
   * @param width columns of a whole mask
   * @param height rows of a whole mask
   */
  MaskCut(SamFrame frame, int width, int height) {
    this.width = width;
    double strideX = (double) frame.inputSize() / width;
    double strideY = (double) frame.inputSize() / height;
    // What lies below and right of the block is padding. A hair of slack against rounding.
    columns = Math.min(width, (int) Math.ceil(frame.resizedWidth() / strideX - 1e-9));
    rows = Math.min(height, (int) Math.ceil(frame.resizedHeight() / strideY - 1e-9));
    stepX = strideX / frame.scaleX();
    stepY = strideY / frame.scaleY();
  }

  /**
   * The mask around a prompt: inside its box grown by {@link #GROWTH}, or for points alone wherever
   * a logit is above -1.
   *
   * @param offset of the whole mask's first logit
   * @throws IllegalArgumentException if the prompt's box lies outside the block
   */
  ScoredMask around(Prompt prompt, FloatBuffer logits, int offset, double predictedIou) {
    Window w =
        prompt instanceof BoxPrompt box ? around(box) : aboveMinusOne(logits, offset, prompt);
    float[] cut = new float[w.width() * w.height()];
    for (int row = 0; row < w.height(); row++) {
      logits.get(offset + (w.row() + row) * width + w.column(), cut, row * w.width(), w.width());
    }
    LogitMask mask =
        new LogitMask(
            w.width(), w.height(), cut, w.column() * stepX, w.row() * stepY, stepX, stepY);
    return new ScoredMask(mask, predictedIou, stability(cut));
  }

  private Window around(BoxPrompt box) {
    double growX = GROWTH * (box.x1() - box.x0()) + GROWTH_PX;
    double growY = GROWTH * (box.y1() - box.y0()) + GROWTH_PX;
    int column = Math.max(0, (int) Math.floor((box.x0() - growX) / stepX));
    int row = Math.max(0, (int) Math.floor((box.y0() - growY) / stepY));
    int endColumn = Math.min(columns, (int) Math.ceil((box.x1() + growX) / stepX));
    int endRow = Math.min(rows, (int) Math.ceil((box.y1() + growY) / stepY));
    if (column >= endColumn || row >= endRow) {
      throw new IllegalArgumentException("the block does not show " + box);
    }
    return new Window(column, row, endColumn, endRow);
  }

  private Window aboveMinusOne(FloatBuffer logits, int offset, Prompt prompt) {
    int column = columns;
    int row = rows;
    int endColumn = 0;
    int endRow = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        // Not "<= -1": NaN must come along, so that it is seen.
        if (!(logits.get(offset + y * width + x) <= -STABILITY_OFFSET)) {
          column = Math.min(column, x);
          row = Math.min(row, y);
          endColumn = Math.max(endColumn, x + 1);
          endRow = Math.max(endRow, y + 1);
        }
      }
    }
    if (endColumn == 0) {
      return around(prompt.points());
    }
    // One more all around: the outline runs between a logit inside and one outside.
    return new Window(
        Math.max(0, column - 1),
        Math.max(0, row - 1),
        Math.min(columns, endColumn + 1),
        Math.min(rows, endRow + 1));
  }

  /** The one logit at the first point: an empty mask. */
  private Window around(List<PromptPoint> points) {
    int column = (int) Math.min(Math.max(points.get(0).x() / stepX, 0), columns - 1.0);
    int row = (int) Math.min(Math.max(points.get(0).y() / stepY, 0), rows - 1.0);
    return new Window(column, row, column + 1, row + 1);
  }

  /** IoU of the logits above +1 and above -1; 0 where nothing is above -1. */
  static double stability(float[] logits) {
    int core = 0;
    int whole = 0;
    for (float v : logits) {
      if (v > -STABILITY_OFFSET) {
        whole++;
        if (v > STABILITY_OFFSET) {
          core++;
        }
      }
    }
    return whole == 0 ? 0 : (double) core / whole;
  }

  private record Window(int column, int row, int endColumn, int endRow) {
    int width() {
      return endColumn - column;
    }

    int height() {
      return endRow - row;
    }
  }
}
