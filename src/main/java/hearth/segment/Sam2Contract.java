package hearth.segment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * SAM 2 and 2.1 (Ravi et al. 2024) on pictures, as the package samexporter exports them: the
 * encoder also gives features of high resolution, and the decoder's masks are low-resolution
 * logits.
 */
final class Sam2Contract implements SegmenterContract {
  private static final List<String> EMBEDDINGS =
      List.of("image_embed", "high_res_feats_0", "high_res_feats_1");
  private static final String MASKS = "masks";

  // The export names an axis of prompts but multiplies flags of masks along the wrong axis, so
  // that two prompts at a time fail inside the model.
  private static final SamNames NAMES =
      new SamNames(
          EMBEDDINGS,
          SamContract.COORDS,
          SamContract.LABELS,
          SamContract.IOU,
          MASKS,
          SamNames.ALL_TOKENS,
          EnumSet.of(SamNames.Trait.BOXES, SamNames.Trait.MASKS, SamNames.Trait.STRETCHED));

  @Override
  public ModelLayout layout() {
    return ModelLayout.SAM2;
  }

  @Override
  public boolean matches(Map<String, ModelIo> files) {
    if (!files.keySet().equals(ModelRoles.ENCODER_DECODER)) {
      return false;
    }
    ModelIo encoder = files.get("encoder");
    ModelIo decoder = files.get("decoder");
    List<String> inputs = decoderInputs();
    return encoder.inputs().size() == 1
        && SamContract.isImage(encoder.inputs().get(0))
        && EMBEDDINGS.stream()
            .allMatch(
                name ->
                    encoder.output(name).filter(t -> SamContract.isFloat(t, 4)).isPresent()
                        && decoder.input(name).filter(t -> SamContract.isFloat(t, 4)).isPresent())
        && decoder.inputs().size() == inputs.size()
        && decoder.inputs().stream().allMatch(t -> inputs.contains(t.name()) && t.isFloat())
        && decoder.input(SamContract.COORDS).filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && decoder.input(SamContract.MASK).filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && decoder.output(SamContract.IOU).filter(TensorSpec::isFloat).isPresent()
        && decoder.output(MASKS).filter(TensorSpec::isFloat).isPresent();
  }

  private static List<String> decoderInputs() {
    List<String> all = new ArrayList<>(EMBEDDINGS);
    all.addAll(
        List.of(SamContract.COORDS, SamContract.LABELS, SamContract.MASK, SamContract.HAS_MASK));
    return all;
  }

  @Override
  public String expectation() {
    return "sam2: an encoder of one float32 image [1, 3, height, width] giving "
        + String.join(", ", EMBEDDINGS)
        + ", and a decoder taking "
        + String.join(", ", decoderInputs())
        + " and giving masks, iou_predictions";
  }

  @Override
  public Segmenter open(ModelSpec spec, Map<String, OnnxModel> models, SegmenterOptions options) {
    return SamSegmenter.open(spec, models, NAMES, options);
  }
}
