package hearth.segment;

import hearth.raster.ImageBlock;
import java.util.List;
import java.util.Optional;

/**
 * A box that a detector found, in block pixels (x right, y down, (0, 0) the outer corner of the
 * block's first pixel), cut to the block.
 *
 * @param x0 left
 * @param y0 top
 * @param x1 right, greater than {@code x0}
 * @param y1 bottom, greater than {@code y0}
 * @param score in 0..1
 * @param label name of the class, or the phrase of a text
 */
public record DetectedBox(double x0, double y0, double x1, double y1, double score, String label) {
  /** The box as a prompt, which is a guess. */
  public BoxPrompt prompt() {
    return new BoxPrompt(x0, y0, x1, y1, List.of(), true);
  }

  /** A box cut to a block; empty where its centre shows nothing or it lies beside the block. */
  static Optional<DetectedBox> within(
      ImageBlock block, double x0, double y0, double x1, double y1, double score, String label) {
    double left = Math.max(0, x0);
    double top = Math.max(0, y0);
    double right = Math.min(block.width(), x1);
    double bottom = Math.min(block.height(), y1);
    if (!(left < right && top < bottom)) {
      return Optional.empty();
    }
    int centre = (int) ((top + bottom) / 2) * block.width() + (int) ((left + right) / 2);
    return block.valid()[centre] == 0
        ? Optional.empty()
        : Optional.of(new DetectedBox(left, top, right, bottom, score, label));
  }
}
