package hearth.segment;

import java.nio.FloatBuffer;

/**
 * The export of YOLOv5 and YOLOv7: {@code [1, anchors, 5 + classes]}, of each anchor centre, width
 * and height in input pixels, how sure it is that there is an object, and how sure of each class if
 * there is; a box's score is their product. Segmentation exports follow with coefficients of masks,
 * which are not read.
 */
final class YoloV5 extends YoloAnchors {
  YoloV5() {
    super(ModelLayout.YOLO_V5, 2, 5);
  }

  @Override
  public String expectation() {
    return "yolo-v5: giving [1, anchors, 5 + classes] (cx, cy, w, h, objectness, class scores),"
        + " perhaps with mask coefficients and prototypes [1, coefficients, h, w]";
  }

  @Override
  public Candidates read(ModelIo io, Outputs outputs, float least) {
    TensorSpec boxes = head(io).boxes();
    int classes = classes(io);
    float[] row = new float[(int) boxes.size(2)];
    FloatBuffer b = outputs.floats(boxes);
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
        found.addCentred(row[0], row[1], row[2], row[3], row[5 + best], best);
      }
    }
    return found;
  }
}
