package hearth.segment;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the numbers that go into a model and come out of it are laid out. */
public enum ModelLayout {
  /** Ultralytics export: {@code [1, 4 + classes, anchors]}, cx cy w h and class scores. */
  YOLO(ModelKind.DETECTOR),
  /** YOLOv5 and v7: {@code [1, anchors, 5 + classes]}, cx cy w h, objectness, class scores. */
  YOLO_V5(ModelKind.DETECTOR),
  /** Boxes after suppression: {@code [1, N, 6]}, x0 y0 x1 y1 score class. */
  YOLO_END2END(ModelKind.DETECTOR),
  /** YOLOv7's boxes after suppression: {@code [N, 7]}, picture x0 y0 x1 y1 class score. */
  YOLO_V7_END2END(ModelKind.DETECTOR),
  /** One of the three exports of super-gradients. */
  YOLO_NAS(ModelKind.DETECTOR),
  /** GroundingDINO: a picture and a text. */
  GROUNDING_DINO(ModelKind.DETECTOR),
  /** Segment Anything: image encoder and prompt decoder. */
  SAM(ModelKind.SEGMENTER),
  /** SAM 2: as SAM, with features of high resolution for the decoder. */
  SAM2(ModelKind.SEGMENTER),
  /** SAM and SlimSAM as optimum exports them: points alone, many objects at once. */
  SAM_OPTIMUM(ModelKind.SEGMENTER),
  /** EfficientSAM, in two files or one. */
  EFFICIENT_SAM(ModelKind.SEGMENTER),
  /** SAM 3: every instance of what words or examples name. */
  SAM3(ModelKind.SEGMENTER);

  private final ModelKind kind;

  ModelLayout(ModelKind kind) {
    this.kind = kind;
  }

  /** As the model's YAML names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * By its key.
   *
   * @throws InputException if there is none of that name for that kind of model
   */
  public static ModelLayout parse(String key, ModelKind kind) {
    List<ModelLayout> known = Arrays.stream(values()).filter(l -> l.kind() == kind).toList();
    return known.stream()
        .filter(l -> l.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "layout " + key + " is not known for a " + kind.key(),
                    NearestName.hint(key, known.stream().map(ModelLayout::key).toList())));
  }

  /** What a model of this layout is for. */
  public ModelKind kind() {
    return kind;
  }
}
