package hearth.segment;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SAM, SlimSAM and other models of transformers' SamModel in the two files of optimum and
 * transformers.js ({@code vision_encoder}, {@code prompt_encoder_mask_decoder}). The decoder takes
 * points alone, of many objects at once, and always proposes three masks.
 */
final class OptimumSamContract implements SegmenterContract {
  private static final String PIXELS = "pixel_values";
  private static final List<String> EMBEDDINGS =
      List.of("image_embeddings", "image_positional_embeddings");
  private static final String POINTS = "input_points";
  private static final String LABELS = "input_labels";

  private static final SamNames NAMES =
      new SamNames(
          EMBEDDINGS,
          POINTS,
          LABELS,
          "iou_scores",
          "pred_masks",
          SamNames.ALL_TOKENS,
          EnumSet.of(
              SamNames.Trait.NESTED, SamNames.Trait.BATCHED, SamNames.Trait.WHOLE_NUMBER_LABELS));

  @Override
  public ModelLayout layout() {
    return ModelLayout.SAM_OPTIMUM;
  }

  @Override
  public boolean matches(Map<String, ModelIo> files) {
    if (!files.keySet().equals(ModelRoles.ENCODER_DECODER)) {
      return false;
    }
    ModelIo encoder = files.get(ModelRoles.ENCODER);
    ModelIo decoder = files.get(ModelRoles.DECODER);
    return encoder.inputNames().equals(Set.of(PIXELS))
        && encoder.input(PIXELS).filter(SamContract::isImage).isPresent()
        && EMBEDDINGS.stream()
            .allMatch(
                name ->
                    encoder.output(name).filter(t -> SamContract.isFloat(t, 4)).isPresent()
                        && decoder.input(name).filter(t -> SamContract.isFloat(t, 4)).isPresent())
        && decoder.inputNames().equals(Set.of(EMBEDDINGS.get(0), EMBEDDINGS.get(1), POINTS, LABELS))
        && decoder.input(POINTS).filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && decoder.input(LABELS).filter(t -> t.rank() == 3 && t.type().equals("int64")).isPresent()
        && decoder.output(NAMES.iou()).filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && decoder.output(NAMES.logits()).filter(t -> SamContract.isFloat(t, 5)).isPresent();
  }

  @Override
  public String expectation() {
    return "sam-optimum: an encoder of float32 pixel_values [1, 3, height, width] giving "
        + String.join(", ", EMBEDDINGS)
        + ", and a decoder taking these, input_points [1, objects, points, 2] and int64"
        + " input_labels, and giving iou_scores, pred_masks";
  }

  @Override
  public Segmenter open(ModelSpec spec, Map<String, OnnxModel> models, SegmenterOptions options) {
    return SamSegmenter.open(spec, models, NAMES, options);
  }
}
