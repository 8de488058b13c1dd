package hearth.segment;

import java.util.List;

/**
 * YOLOv7's export with suppression inside, for ONNX Runtime ({@code --grid --end2end --max-wh}):
 * {@code [N, 7]} of picture, corners in input pixels, class, score. YOLO-NAS has the same shape
 * with score and class the other way round; this one's only output is called {@code output}.
 */
final class YoloV7End2End implements DetectorContract {
  private static final String NAME = "output";

  @Override
  public ModelLayout layout() {
    return ModelLayout.YOLO_V7_END2END;
  }

  @Override
  public boolean matches(ModelIo io) {
    return fits(io) && io.outputs().get(0).name().equals(NAME);
  }

  @Override
  public boolean fits(ModelIo io) {
    return YoloNas.isFlat(io);
  }

  @Override
  public String expectation() {
    return "yolo-v7-end2end: giving [N, 7] (picture, x0, y0, x1, y1, class, score), called output";
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
    List<TensorSpec> out = io.outputs();
    return Candidates.ofRows(outputs.floats(out.get(0)), 7, 1, 6, 5, least);
  }
}
