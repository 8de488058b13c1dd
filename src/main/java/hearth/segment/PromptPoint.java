package hearth.segment;

/**
 * A click.
 *
 * @param x in block pixels, to the right
 * @param y in block pixels, down
 * @param foreground true on the object, false on what it is not
 */
public record PromptPoint(double x, double y, boolean foreground) {
  public PromptPoint {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("point (" + x + ", " + y + ")");
    }
  }
}
