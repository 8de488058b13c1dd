package hearth.segment;

/**
 * A box that a detector found, in block pixels (x right, y down, (0, 0) the outer corner of the
 * block's first pixel), cut to the block.
 *
 * @param x0 left
 * @param y0 top
 * @param x1 right, greater than {@code x0}
 * @param y1 bottom, greater than {@code y0}
 * @param score in 0..1
 * @param label name of the class
 */
public record DetectedBox(double x0, double y0, double x1, double y1, double score, String label) {
  /** The box as a prompt. */
  public BoxPrompt prompt() {
    return new BoxPrompt(x0, y0, x1, y1);
  }
}
