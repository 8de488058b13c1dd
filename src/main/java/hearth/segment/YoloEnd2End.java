package hearth.segment;

import java.nio.FloatBuffer;

/**
 * Exports that suppress overlaps themselves: {@code [1, N, 6]}, of each box its corners in input
 * pixels, score and class. Rows beyond the last box have score 0.
 */
final class YoloEnd2End implements DetectorContract {
  @Override
  public ModelLayout layout() {
    return ModelLayout.YOLO_END2END;
  }

  @Override
  public boolean matches(ModelIo io) {
    if (io.outputs().size() != 1) {
      return false;
    }
    TensorSpec out = io.outputs().get(0);
    return out.isFloat() && out.rank() == 3 && out.size(0) <= 1 && out.size(2) == 6;
  }

  @Override
  public String expectation() {
    return "yolo-end2end: giving [1, N, 6] (x0, y0, x1, y1, score, class)";
  }

  @Override
  public int classes(ModelIo io) {
    return -1;
  }

  @Override
  public boolean overlaps(ModelIo io) {
    return false;
  }

  @Override
  public Candidates read(ModelIo io, Outputs outputs, float least) {
    FloatBuffer b = outputs.floats(io.outputs().get(0));
    Candidates found = new Candidates();
    for (int i = 0; i + 6 <= b.capacity(); i += 6) {
      float score = b.get(i + 4);
      Outputs.checkScore(score);
      if (score > least) {
        found.add(b.get(i), b.get(i + 1), b.get(i + 2), b.get(i + 3), score, (int) b.get(i + 5));
      }
    }
    return found;
  }
}
