package hearth.segment;

import java.util.List;

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
    return YoloHead.of(io)
        .filter(h -> h.numbers(2) == 6)
        .filter(h -> !h.listsAnchors(io))
        .isPresent();
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
  public List<TensorSpec> wanted(ModelIo io) {
    return YoloHead.of(io).orElseThrow().wanted();
  }

  @Override
  public boolean overlaps(ModelIo io) {
    return false;
  }

  @Override
  public Candidates read(ModelIo io, Outputs outputs, float least) {
    TensorSpec boxes = YoloHead.of(io).orElseThrow().boxes();
    return Candidates.ofRows(outputs.floats(boxes), (int) boxes.size(2), 0, 4, 5, least);
  }
}
