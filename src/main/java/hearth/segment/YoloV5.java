package hearth.segment;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The export of YOLOv5 and YOLOv7: {@code [1, anchors, 5 + classes]}, of each anchor centre, width
 * and height in input pixels, how sure it is that there is an object, and how sure of each class if
 * there is; a box's score is their product. Segmentation exports follow with coefficients of masks,
 * which are not read.
 */
final class YoloV5 implements DetectorContract {
  @Override
  public ModelLayout layout() {
    return ModelLayout.YOLO_V5;
  }

  @Override
  public boolean matches(ModelIo io) {
    return YoloHead.of(io)
        .filter(h -> h.numbers(2) > 5)
        .filter(h -> h.boxes().size(1) < 0 || h.boxes().size(1) > h.boxes().size(2))
        .isPresent();
  }

  @Override
  public String expectation() {
    return "yolo-v5: giving [1, anchors, 5 + classes] (cx, cy, w, h, objectness, class scores),"
        + " perhaps with mask coefficients and prototypes [1, coefficients, h, w]";
  }

  @Override
  public int classes(ModelIo io) {
    return YoloHead.of(io).orElseThrow().numbers(2) - 5;
  }

  @Override
  public List<TensorSpec> wanted(ModelIo io) {
    return YoloHead.of(io).orElseThrow().wanted();
  }

  @Override
  public boolean overlaps(ModelIo io) {
    return true;
  }

  @Override
  public Candidates read(ModelIo io, Outputs outputs, float least) {
    YoloHead head = YoloHead.of(io).orElseThrow();
    int classes = head.numbers(2) - 5;
    float[] row = new float[(int) head.boxes().size(2)];
    FloatBuffer b = outputs.floats(head.boxes());
    Candidates found = new Candidates();
    for (int at = 0; at + row.length <= b.capacity(); at += row.length) {
      float object = b.get(at + 4);
      Outputs.checkScore(object);
      if (object <= least) {
        continue; // No class can be surer than 1.
      }
      b.get(at, row);
      int best = 0;
      for (int c = 0; c < classes; c++) {
        row[5 + c] *= object;
        Outputs.checkScore(row[5 + c]);
        if (row[5 + c] > row[5 + best]) {
          best = c;
        }
      }
      if (row[5 + best] > least) {
        float halfWidth = row[2] / 2;
        float halfHeight = row[3] / 2;
        found.add(
            row[0] - halfWidth,
            row[1] - halfHeight,
            row[0] + halfWidth,
            row[1] + halfHeight,
            row[5 + best],
            best);
      }
    }
    return found;
  }
}
