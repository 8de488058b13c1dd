package hearth.segment;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * EfficientSAM (Xiong et al. 2023) as its own export script writes it: encoder and decoder, or both
 * in one file. The model resizes and normalises pixels itself; here they come at its own size, so
 * that coordinates are those of its input.
 */
final class EfficientSamContract implements SegmenterContract {
  /** Tokens of an object that the model looks at ({@code decoder_max_num_input_points}). */
  static final int MOST_TOKENS = 6;

  static final String IMAGES = "batched_images";

  private static final String EMBEDDINGS = "image_embeddings";
  private static final String POINTS = "batched_point_coords";
  private static final String LABELS = "batched_point_labels";
  private static final String MASKS = "output_masks";
  private static final String IOU = "iou_predictions";

  /** Pixels of the input to one of the embedding, and the input's side where no file tells it. */
  private static final int PATCH = 16;

  private static final int DEFAULT_INPUT_SIZE = 1024;

  @Override
  public ModelLayout layout() {
    return ModelLayout.EFFICIENT_SAM;
  }

  @Override
  public OptionalDouble ownScale() {
    return OptionalDouble.of(255);
  }

  @Override
  public boolean matches(Map<String, ModelIo> files) {
    if (files.keySet().equals(Set.of(ModelRoles.MODEL))) {
      ModelIo whole = files.get(ModelRoles.MODEL);
      return whole.inputNames().equals(Set.of(IMAGES, POINTS, LABELS))
          && takesImage(whole)
          && answersPoints(whole);
    }
    if (!files.keySet().equals(ModelRoles.ENCODER_DECODER)) {
      return false;
    }
    ModelIo encoder = files.get(ModelRoles.ENCODER);
    ModelIo decoder = files.get(ModelRoles.DECODER);
    return encoder.inputNames().equals(Set.of(IMAGES))
        && takesImage(encoder)
        && encoder.output(EMBEDDINGS).filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && decoder.inputNames().equals(Set.of(EMBEDDINGS, POINTS, LABELS, SamContract.SIZE))
        && decoder.input(EMBEDDINGS).filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && decoder.input(SamContract.SIZE).filter(t -> t.type().equals("int64")).isPresent()
        && answersPoints(decoder);
  }

  private static boolean takesImage(ModelIo io) {
    return io.input(IMAGES).filter(SamContract::isImage).isPresent();
  }

  private static boolean answersPoints(ModelIo io) {
    return io.input(POINTS).filter(t -> SamContract.isFloat(t, 4)).isPresent()
        && io.input(LABELS).filter(t -> SamContract.isFloat(t, 3)).isPresent()
        && io.output(MASKS).filter(t -> SamContract.isFloat(t, 5)).isPresent()
        && io.output(IOU).filter(t -> SamContract.isFloat(t, 3)).isPresent();
  }

  @Override
  public String expectation() {
    return "efficient-sam: an encoder of float32 batched_images [1, 3, height, width] giving"
        + " image_embeddings, and a decoder taking these, batched_point_coords [1, objects, points,"
        + " 2], batched_point_labels and int64 orig_im_size, and giving output_masks,"
        + " iou_predictions; or one file that takes batched_images and the points";
  }

  @Override
  public Segmenter open(ModelSpec spec, Map<String, OnnxModel> models, SegmenterOptions options) {
    EnumSet<SamNames.Trait> traits =
        EnumSet.of(
            SamNames.Trait.NESTED,
            SamNames.Trait.BATCHED,
            SamNames.Trait.BOXES,
            SamNames.Trait.STRETCHED,
            SamNames.Trait.UNIT_PIXELS);
    OnnxModel whole = models.get(ModelRoles.MODEL);
    if (whole != null) {
      SamNames names =
          new SamNames(
              List.of(IMAGES), POINTS, LABELS, IOU, lowLogits(whole.io()), MOST_TOKENS, traits);
      int size = Models.inputSize(spec, whole.io().input(IMAGES).orElseThrow(), DEFAULT_INPUT_SIZE);
      return SamSegmenter.open(spec, models, names, size, options);
    }
    traits.add(SamNames.Trait.PICTURE_SIZE);
    SamNames names =
        new SamNames(List.of(EMBEDDINGS), POINTS, LABELS, IOU, MASKS, MOST_TOKENS, traits);
    long side = models.get(ModelRoles.DECODER).io().input(EMBEDDINGS).orElseThrow().size(2);
    int size =
        Models.inputSize(
            spec,
            models.get(ModelRoles.ENCODER).io().input(IMAGES).orElseThrow(),
            side > 0 ? (int) side * PATCH : DEFAULT_INPUT_SIZE);
    return SamSegmenter.open(spec, models, names, size, options);
  }

  /** The export's third output, which has no name of its own; else the masks at full size. */
  private static String lowLogits(ModelIo io) {
    return io.outputs().stream()
        .filter(t -> !t.name().equals(MASKS) && !t.name().equals(IOU))
        .filter(t -> SamContract.isFloat(t, 4))
        .map(TensorSpec::name)
        .findFirst()
        .orElse(MASKS);
  }
}
