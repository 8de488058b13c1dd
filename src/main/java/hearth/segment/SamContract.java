package hearth.segment;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The official ONNX export of Segment Anything (Kirillov et al. 2023) and of models made to stand
 * in for it: an encoder of a picture, and a decoder that takes an embedding and prompts.
 */
final class SamContract implements SegmenterContract {
  static final String EMBEDDINGS = "image_embeddings";
  static final String COORDS = "point_coords";
  static final String LABELS = "point_labels";
  static final String MASK = "mask_input";
  static final String HAS_MASK = "has_mask_input";
  static final String SIZE = "orig_im_size";
  static final String IOU = "iou_predictions";
  static final String LOGITS = "low_res_masks";

  static final SamNames NAMES =
      new SamNames(
          List.of(EMBEDDINGS),
          COORDS,
          LABELS,
          IOU,
          LOGITS,
          SamNames.ALL_TOKENS,
          EnumSet.of(
              SamNames.Trait.PICTURE_SIZE,
              SamNames.Trait.PADDED,
              SamNames.Trait.BATCHED,
              SamNames.Trait.BOXES,
              SamNames.Trait.MASKS));

  private static final List<String> DECODER_INPUTS =
      List.of(EMBEDDINGS, COORDS, LABELS, MASK, HAS_MASK, SIZE);

  @Override
  public ModelLayout layout() {
    return ModelLayout.SAM;
  }

  @Override
  public boolean matches(Map<String, ModelIo> files) {
    if (!files.keySet().equals(ModelRoles.ENCODER_DECODER)) {
      return false;
    }
    ModelIo encoder = files.get("encoder");
    ModelIo decoder = files.get("decoder");
    return encoder.inputs().size() == 1
        && isImage(encoder.inputs().get(0))
        && encoder.outputs().size() == 1
        && encoder.output(EMBEDDINGS).filter(t -> isFloat(t, 4)).isPresent()
        && decoder.inputs().size() == DECODER_INPUTS.size()
        && decoder.inputs().stream().allMatch(t -> DECODER_INPUTS.contains(t.name()) && t.isFloat())
        && decoder.input(EMBEDDINGS).filter(t -> isFloat(t, 4)).isPresent()
        && decoder.input(COORDS).filter(t -> isFloat(t, 3)).isPresent()
        && decoder.input(LABELS).filter(t -> isFloat(t, 2)).isPresent()
        && decoder.input(MASK).filter(t -> isFloat(t, 4)).isPresent()
        && decoder.output(IOU).filter(t -> isFloat(t, 2)).isPresent()
        && decoder.output(LOGITS).filter(t -> isFloat(t, 4)).isPresent();
  }

  /** Not {@code masks}: they are the logits at the picture's size, and cost as much as these. */
  @Override
  public Set<String> outputs(String role) {
    return role.equals("decoder") ? Set.of(IOU, LOGITS) : Set.of();
  }

  static boolean isImage(TensorSpec t) {
    return isFloat(t, 4) && t.size(1) == 3;
  }

  static boolean isFloat(TensorSpec t, int rank) {
    return t.isFloat() && t.rank() == rank;
  }

  @Override
  public String expectation() {
    return "sam: an encoder of one float32 image [1, 3, height, width] giving image_embeddings"
        + " [1, C, h, w], and a decoder taking "
        + String.join(", ", DECODER_INPUTS)
        + " and giving masks, iou_predictions, low_res_masks";
  }

  @Override
  public Segmenter open(ModelSpec spec, Map<String, OnnxModel> models, SegmenterOptions options) {
    return SamSegmenter.open(spec, models, NAMES, options);
  }
}
