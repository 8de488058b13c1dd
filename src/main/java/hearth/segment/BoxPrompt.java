package hearth.segment;

import java.util.List;

/**
 * A box around the object, with points on or beside it where given.
 *
 * @param x0 left
 * @param y0 top
 * @param x1 right, greater than {@code x0}
 * @param y1 bottom, greater than {@code y0}
 * @param guessed whether a detector drew it, which may be off by a tenth of a side; the box of a
 *     map or of a person is taken at its word by models that know the difference
 */
public record BoxPrompt(
    double x0, double y0, double x1, double y1, List<PromptPoint> points, boolean guessed)
    implements Prompt {
  public BoxPrompt {
    if (!(x0 < x1 && y0 < y1) || !Double.isFinite(x1 - x0) || !Double.isFinite(y1 - y0)) {
      throw new IllegalArgumentException(
          "a box of no area: (%s, %s) to (%s, %s)".formatted(x0, y0, x1, y1));
    }
    points = List.copyOf(points);
  }

  /** A box that is taken at its word, with points. */
  public BoxPrompt(double x0, double y0, double x1, double y1, List<PromptPoint> points) {
    this(x0, y0, x1, y1, points, false);
  }

  /** A box that is taken at its word. */
  public BoxPrompt(double x0, double y0, double x1, double y1) {
    this(x0, y0, x1, y1, List.of(), false);
  }

  /** The point in its middle, on the object. */
  public PromptPoint centre() {
    return new PromptPoint((x0 + x1) / 2, (y0 + y1) / 2, true);
  }
}
