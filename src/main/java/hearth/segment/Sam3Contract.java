package hearth.segment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * SAM 3 in the three files of {@code samexporter}, with CLIP's tokenizer: encoders of a picture and
 * of words, and a decoder that finds every instance of what the words or box examples name.
 */
final class Sam3Contract implements SegmenterContract {
  static final String IMAGE = "image";
  static final String TOKENS = "tokens";

  /** What the image encoder gives; the decoder takes them under the same names. */
  static final List<String> EMBEDDINGS =
      List.of(
          "vision_pos_enc_0",
          "vision_pos_enc_1",
          "vision_pos_enc_2",
          "backbone_fpn_0",
          "backbone_fpn_1",
          "backbone_fpn_2");

  private static final List<String> FEATURES = EMBEDDINGS.subList(3, 6);

  /** What the encoder of words gives, and how the decoder calls it. */
  static final Map<String, String> WORDS =
      Map.of(
          "text_attention_mask",
          "language_mask",
          "text_memory",
          "language_features",
          "text_embeds",
          "language_embeds");

  static final String COORDS = "box_coords";
  static final String LABELS = "box_labels";
  static final String MASKED = "box_masks";
  static final List<String> PICTURE_SIZE = List.of("original_height", "original_width");

  static final String BOXES = "pred_boxes";
  static final String LOGITS = "pred_logits";
  static final String MASKS = "pred_masks";
  static final String PRESENCE = "presence_logit_dec";

  private static final Set<String> ROLES =
      Set.of(ModelRoles.ENCODER, ModelRoles.DECODER, ModelRoles.LANGUAGE);

  @Override
  public ModelLayout layout() {
    return ModelLayout.SAM3;
  }

  @Override
  public boolean matches(Map<String, ModelIo> files) {
    if (!files.keySet().equals(ROLES)) {
      return false;
    }
    ModelIo encoder = files.get(ModelRoles.ENCODER);
    ModelIo language = files.get(ModelRoles.LANGUAGE);
    return encoder.inputNames().equals(Set.of(IMAGE))
        && encoder.input(IMAGE).filter(Sam3Contract::isImage).isPresent()
        && encoder.outputs().size() == EMBEDDINGS.size()
        && encoder.outputs().stream().allMatch(t -> SamContract.isFloat(t, 4))
        && FEATURES.stream().allMatch(n -> encoder.output(n).isPresent())
        && language.inputNames().equals(Set.of(TOKENS))
        && language.input(TOKENS).filter(t -> is(t, "int64", 2)).isPresent()
        && WORDS.keySet().stream().allMatch(n -> language.output(n).isPresent())
        && decodes(files.get(ModelRoles.DECODER));
  }

  /**
   * What the image encoder calls {@link #EMBEDDINGS}, in their order. PyTorch's exporter gives
   * another name to what does not depend on the picture, such as positions.
   */
  static List<TensorSpec> embeddings(ModelIo encoder) {
    List<TensorSpec> made = new ArrayList<>();
    for (int i = 0; i < EMBEDDINGS.size(); i++) {
      made.add(encoder.output(EMBEDDINGS.get(i)).orElse(encoder.outputs().get(i)));
    }
    return made;
  }

  /** Simplified exports lack the inputs that the decoder does not look at. */
  private static boolean decodes(ModelIo decoder) {
    Set<String> known = new HashSet<>(EMBEDDINGS);
    known.addAll(WORDS.values());
    known.addAll(PICTURE_SIZE);
    known.addAll(List.of(COORDS, LABELS, MASKED));
    return known.containsAll(decoder.inputNames())
        && decoder.input("backbone_fpn_2").filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && decoder.input("language_features").filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && decoder.input(COORDS).filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && decoder.input(LABELS).filter(t -> is(t, "int64", 2)).isPresent()
        && decoder.input(MASKED).filter(t -> is(t, "bool", 2)).isPresent()
        && decoder.output(BOXES).filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && decoder.output(LOGITS).filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && decoder.output(MASKS).filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && decoder.output(PRESENCE).filter(TensorSpec::isFloat).isPresent();
  }

  private static boolean isImage(TensorSpec t) {
    return is(t, "uint8", 3) && t.size(0) == 3;
  }

  private static boolean is(TensorSpec t, String type, int rank) {
    return t.type().equals(type) && t.rank() == rank;
  }

  @Override
  public String expectation() {
    return "sam3, with a tokenizer: an encoder of one uint8 image [3, height, width] giving "
        + String.join(", ", EMBEDDINGS)
        + "; a language file taking int64 tokens [1, 32] and giving text_attention_mask,"
        + " text_memory, text_embeds; and a decoder taking these, box_coords, box_labels,"
        + " box_masks, and giving pred_boxes, pred_logits, pred_masks, presence_logit_dec";
  }

  /** The encoder takes the values 0..255 themselves. */
  @Override
  public OptionalDouble ownScale() {
    return OptionalDouble.of(1);
  }

  @Override
  public Segmenter open(ModelSpec spec, Map<String, OnnxModel> models, SegmenterOptions options) {
    return Sam3Segmenter.open(spec, models);
  }
}
