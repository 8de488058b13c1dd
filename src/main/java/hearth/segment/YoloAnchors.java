package hearth.segment;

import java.util.List;

/**
 * Exports of YOLO with one head that gives every anchor: the same numbers of each, along one axis
 * of {@code [1, m, n]}, of which the first four are centre, width and height in input pixels and
 * the last are scores of classes. Segmentation exports follow with coefficients of masks, which are
 * not read.
 */
abstract class YoloAnchors implements DetectorContract {
  private final ModelLayout layout;
  private final int axis;
  private final int leading;

  /**
   * @param axis of the numbers of an anchor, 1 or 2; the other is that of the anchors
   * @param leading numbers before the scores of classes
   */
  YoloAnchors(ModelLayout layout, int axis, int leading) {
    this.layout = layout;
    this.axis = axis;
    this.leading = leading;
  }

  @Override
  public final ModelLayout layout() {
    return layout;
  }

  /** Anchors are more than the numbers of each. */
  @Override
  public final boolean matches(ModelIo io) {
    return YoloHead.of(io)
        .filter(h -> h.numbers(axis) > leading)
        .filter(
            h -> h.boxes().size(3 - axis) < 0 || h.boxes().size(3 - axis) > h.boxes().size(axis))
        .isPresent();
  }

  @Override
  public final int classes(ModelIo io) {
    return head(io).numbers(axis) - leading;
  }

  @Override
  public final List<TensorSpec> wanted(ModelIo io) {
    return head(io).wanted();
  }

  @Override
  public final boolean overlaps(ModelIo io) {
    return true;
  }

  static YoloHead head(ModelIo io) {
    return YoloHead.of(io).orElseThrow();
  }
}
