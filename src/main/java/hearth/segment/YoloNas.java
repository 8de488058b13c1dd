package hearth.segment;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The exports of super-gradients' YOLO-NAS, as its documentation gives them. After suppression,
 * flat: {@code [N, 7]} (picture, x0, y0, x1, y1, score, class); or in a batch: number of boxes
 * {@code [1, 1]}, boxes {@code [1, N, 4]}, scores {@code [1, N]}, classes {@code [1, N]}. Before
 * suppression: boxes {@code [1, anchors, 4]} and scores {@code [1, anchors, classes]}. Corners are
 * in input pixels.
 */
final class YoloNas implements DetectorContract {
  @Override
  public ModelLayout layout() {
    return ModelLayout.YOLO_NAS;
  }

  @Override
  public boolean matches(ModelIo io) {
    return isFlat(io) || isBatch(io) || isRaw(io);
  }

  @Override
  public String expectation() {
    return "yolo-nas: giving [N, 7], or num_predictions, boxes, scores, classes,"
        + " or boxes [1, anchors, 4] and scores [1, anchors, classes]";
  }

  @Override
  public int classes(ModelIo io) {
    return isRaw(io) ? (int) scores(io).orElseThrow().size(2) : -1;
  }

  @Override
  public boolean overlaps(ModelIo io) {
    return isRaw(io);
  }

  /** Its COCO models leave a rim of two pixels. */
  @Override
  public int pictureSide(int inputSize) {
    return inputSize - 4;
  }

  /** Rows of seven numbers, as other exports give them too. */
  static boolean isFlat(ModelIo io) {
    List<TensorSpec> out = io.outputs();
    return out.size() == 1
        && out.get(0).isFloat()
        && out.get(0).rank() == 2
        && out.get(0).size(1) == 7;
  }

  private static boolean isBatch(ModelIo io) {
    List<TensorSpec> out = io.outputs();
    return out.size() == 4
        && out.get(0).rank() == 2
        && out.get(1).isFloat()
        && out.get(1).rank() == 3
        && out.get(1).size(2) == 4
        && out.get(2).isFloat()
        && out.get(2).rank() == 2
        && out.get(3).rank() == 2;
  }

  private static boolean isRaw(ModelIo io) {
    return io.outputs().size() == 2 && boxes(io).isPresent() && scores(io).isPresent();
  }

  private static Optional<TensorSpec> boxes(ModelIo io) {
    TensorSpec first = io.outputs().get(0);
    return first.isFloat() && first.rank() == 3 && first.size(2) == 4
        ? Optional.of(first)
        : Optional.empty();
  }

  private static Optional<TensorSpec> scores(ModelIo io) {
    TensorSpec second = io.outputs().get(1);
    return second.isFloat() && second.rank() == 3 && second.size(2) > 0
        ? Optional.of(second)
        : Optional.empty();
  }

  @Override
  public Candidates read(ModelIo io, Outputs outputs, float least) {
    if (isFlat(io)) {
      return Candidates.ofRows(outputs.floats(io.outputs().get(0)), 7, 1, 5, 6, least);
    }
    Candidates found = new Candidates();
    if (isBatch(io)) {
      batch(io, outputs, least, found);
    } else {
      raw(io, outputs, least, found);
    }
    return found;
  }

  private static void batch(ModelIo io, Outputs outputs, float least, Candidates found) {
    int count = outputs.integers(io.outputs().get(0))[0];
    FloatBuffer b = outputs.floats(io.outputs().get(1));
    FloatBuffer scores = outputs.floats(io.outputs().get(2));
    int[] labels = outputs.integers(io.outputs().get(3));
    for (int i = 0; i < Math.min(count, labels.length); i++) {
      Outputs.checkScore(scores.get(i));
      if (scores.get(i) > least) {
        found.add(
            b.get(4 * i),
            b.get(4 * i + 1),
            b.get(4 * i + 2),
            b.get(4 * i + 3),
            scores.get(i),
            labels[i]);
      }
    }
  }

  private static void raw(ModelIo io, Outputs outputs, float least, Candidates found) {
    FloatBuffer b = outputs.floats(io.outputs().get(0));
    FloatBuffer scores = outputs.floats(io.outputs().get(1));
    int classes = (int) scores(io).orElseThrow().size(2);
    int anchors = scores.capacity() / classes;
    for (int i = 0; i < anchors; i++) {
      int best = 0;
      for (int c = 0; c < classes; c++) {
        float score = scores.get(i * classes + c);
        Outputs.checkScore(score);
        if (score > scores.get(i * classes + best)) {
          best = c;
        }
      }
      float score = scores.get(i * classes + best);
      if (score > least) {
        found.add(b.get(4 * i), b.get(4 * i + 1), b.get(4 * i + 2), b.get(4 * i + 3), score, best);
      }
    }
  }
}
