package hearth.segment;

import java.util.List;
import java.util.Optional;

/**
 * The output of a YOLO export that holds its boxes.
 *
 * <p>A segmentation export gives prototypes of masks {@code [1, coefficients, height, width]}
 * beside it, and ends the numbers of each box with as many coefficients: neither is read. Some
 * YOLOv5 exports add the raw heads {@code [1, anchors, height, width, numbers]}, which hold the
 * same boxes.
 *
 * @param boxes the output, {@code [1, m, n]}
 * @param coefficients numbers at the end of each box that belong to masks; 0 for a plain detector
 */
record YoloHead(TensorSpec boxes, int coefficients) {
  /** Empty where the outputs are not those of a YOLO with one head. */
  static Optional<YoloHead> of(ModelIo io) {
    TensorSpec boxes = null;
    int coefficients = 0;
    for (TensorSpec out : io.outputs()) {
      if (out.isFloat() && out.rank() == 3 && out.size(0) <= 1 && boxes == null) {
        boxes = out;
      } else if (out.isFloat() && out.rank() == 4 && out.size(1) > 0 && coefficients == 0) {
        coefficients = Math.toIntExact(out.size(1));
      } else if (out.rank() != 5) {
        return Optional.empty();
      }
    }
    return boxes == null ? Optional.empty() : Optional.of(new YoloHead(boxes, coefficients));
  }

  /** Numbers of a box without its coefficients, along an axis; not positive where it is open. */
  int numbers(int axis) {
    long size = boxes.size(axis);
    return size < 0 ? -1 : Math.toIntExact(size) - coefficients;
  }

  /** The only output that has to be computed. */
  List<TensorSpec> wanted() {
    return List.of(boxes);
  }

  /**
   * Whether the second axis holds the anchors of the usual strides 8, 16, 32 and perhaps 64, as
   * many in each cell: so raw boxes of 6 numbers (one class) are told from suppressed ones.
   */
  boolean listsAnchors(ModelIo io) {
    if (boxes.axes().get(1).equals("anchors")) {
      return true;
    }
    TensorSpec image = io.inputs().get(0);
    long height = image.size(2);
    long width = image.size(3);
    long count = boxes.size(1);
    if (height <= 0 || width <= 0 || count <= 0) {
      return false;
    }
    long cells = 0;
    for (int stride = 8; stride <= 64; stride *= 2) {
      cells += (height / stride) * (width / stride);
      if (stride >= 32 && count % cells == 0) {
        return true;
      }
    }
    return false;
  }
}
