package hearth.segment;

import java.nio.FloatBuffer;

/**
 * The export of Ultralytics' YOLOv8 and later: {@code [1, 4 + classes, anchors]}, of each anchor
 * centre, width and height in input pixels, then a score in 0..1 for each class. Segmentation
 * exports follow with coefficients of masks, which are not read.
 */
final class Yolo extends YoloAnchors {
  Yolo() {
    super(ModelLayout.YOLO, 1, 4);
  }

  @Override
  public String expectation() {
    return "yolo: giving [1, 4 + classes, anchors] (cx, cy, w, h, class scores),"
        + " perhaps with mask coefficients and prototypes [1, coefficients, h, w]";
  }

  @Override
  public Candidates read(ModelIo io, Outputs outputs, float least) {
    TensorSpec boxes = head(io).boxes();
    FloatBuffer raw = outputs.floats(boxes);
    int anchors = raw.capacity() / (int) boxes.size(1);
    // Coefficients of masks are the last rows.
    int classes = classes(io);
    return candidates(raw.slice(0, (4 + classes) * anchors), classes, least, false);
  }

  /**
   * @param raw {@code 4 + classes} rows of one number per anchor
   * @param everyClass true: a box for each class above {@code least}; false: one for the anchor's
   *     best class, of equal ones the first
   */
  static Candidates candidates(FloatBuffer raw, int classes, float least, boolean everyClass) {
    int anchors = raw.capacity() / (4 + classes);
    float[][] box = new float[4][];
    for (int i = 0; i < 4; i++) {
      box[i] = row(raw, i, anchors);
    }
    Candidates found = new Candidates();
    if (everyClass) {
      float[][] scores = new float[classes][];
      for (int c = 0; c < classes; c++) {
        scores[c] = row(raw, 4 + c, anchors);
      }
      for (int a = 0; a < anchors; a++) {
        for (int c = 0; c < classes; c++) {
          add(found, box, a, scores[c][a], c, least);
        }
      }
      return found;
    }
    float[] best = row(raw, 4, anchors);
    int[] label = new int[anchors];
    float[] scores = new float[anchors];
    for (int c = 1; c < classes; c++) {
      raw.get((4 + c) * anchors, scores, 0, anchors);
      for (int a = 0; a < anchors; a++) {
        // NaN goes on, so that it is seen.
        if (scores[a] > best[a] || scores[a] != scores[a]) {
          best[a] = scores[a];
          label[a] = c;
        }
      }
    }
    for (int a = 0; a < anchors; a++) {
      add(found, box, a, best[a], label[a], least);
    }
    return found;
  }

  private static void add(
      Candidates found, float[][] box, int anchor, float score, int label, float least) {
    Outputs.checkScore(score);
    if (score > least) {
      found.addCentred(
          box[0][anchor], box[1][anchor], box[2][anchor], box[3][anchor], score, label);
    }
  }

  private static float[] row(FloatBuffer raw, int row, int anchors) {
    float[] values = new float[anchors];
    raw.get(row * anchors, values, 0, anchors);
    return values;
  }
}
