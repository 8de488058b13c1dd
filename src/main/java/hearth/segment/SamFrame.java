package hearth.segment;

import java.util.ArrayList;
import java.util.List;

/**
 * How a block lies in a SAM encoder's input: resized, in the upper left.
 *
 * @param blockWidth width of the block in its own pixels
 * @param blockHeight height of the block in its own pixels
 * @param resizedWidth width in pixels of the input
 * @param resizedHeight height in pixels of the input
 * @param inputSize side of the input
 */
record SamFrame(
    int blockWidth, int blockHeight, int resizedWidth, int resizedHeight, int inputSize) {

  /** SAM's label of a box's upper left corner, and of the lower right one behind it. */
  static final float UPPER_LEFT = 2;

  private static final float LOWER_RIGHT = 3;

  /** Longest side to the input's, sizes rounded as SAM's {@code get_preprocess_shape} does. */
  static SamFrame longestSide(int width, int height, int inputSize) {
    double scale = inputSize * 1.0 / Math.max(width, height);
    return new SamFrame(
        width,
        height,
        Math.max(1, (int) (width * scale + 0.5)),
        Math.max(1, (int) (height * scale + 0.5)),
        inputSize);
  }

  double scaleX() {
    return (double) resizedWidth / blockWidth;
  }

  double scaleY() {
    return (double) resizedHeight / blockHeight;
  }

  /**
   * A prompt's tokens: points first, then the corners of the box, then the padding point.
   *
   * @param names whether points alone are followed by a padding point, as SAM's own predictor has
   *     them, or a guessed box is; and whether a box is a prompt: where it is none, its centre is
   *     asked about
   */
  SamDecoder.Tokens tokens(Prompt prompt, SamNames names) {
    List<PromptPoint> points = new ArrayList<>(prompt.points());
    boolean box = prompt instanceof BoxPrompt && names.has(SamNames.Trait.BOXES);
    if (prompt instanceof BoxPrompt b && !box) {
      points.add(0, b.centre());
    }
    boolean padded =
        box
            ? ((BoxPrompt) prompt).guessed() && names.has(SamNames.Trait.GUESSES)
            : names.has(SamNames.Trait.PADDED);
    int corner = points.size();
    int count = corner + (box ? 2 : 0) + (padded ? 1 : 0);
    float[] coords = new float[2 * count];
    float[] labels = new float[count];
    for (int i = 0; i < points.size(); i++) {
      PromptPoint p = points.get(i);
      set(coords, i, p.x(), p.y());
      labels[i] = p.foreground() ? 1 : 0;
    }
    if (box) {
      BoxPrompt b = (BoxPrompt) prompt;
      set(coords, corner, b.x0(), b.y0());
      set(coords, corner + 1, b.x1(), b.y1());
      labels[corner] = UPPER_LEFT;
      labels[corner + 1] = LOWER_RIGHT;
    }
    if (padded) {
      labels[count - 1] = -1;
    }
    return new SamDecoder.Tokens(coords, labels);
  }

  private void set(float[] coords, int token, double x, double y) {
    coords[2 * token] = (float) (x * scaleX());
    coords[2 * token + 1] = (float) (y * scaleY());
  }
}
