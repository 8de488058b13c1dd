package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * GroundingDINO (Liu et al. 2023) as transformers and optimum export it: a picture and a text in,
 * and for each of some 900 queries a box and how well each word of the text fits it.
 *
 * <p>Picture, text and boxes are treated as by transformers' {@code GroundingDinoProcessor}; no
 * boxes are suppressed.
 */
final class GroundingDino implements Detector {
  /** Of the description's mean and std nothing is used: the model knows these (ImageNet's). */
  static final List<Double> MEAN = List.of(123.675, 116.28, 103.53);

  static final List<Double> STD = List.of(58.395, 57.12, 57.375);

  static final String EXPECTATION =
      "grounding-dino, with a tokenizer: taking float32 pixel_values [1, 3, height, width], int64"
          + " input_ids, token_type_ids, attention_mask [1, tokens] and pixel_mask [1, height,"
          + " width], and giving logits, pred_boxes";

  private static final Set<String> INPUTS =
      Set.of("pixel_values", "input_ids", "token_type_ids", "attention_mask", "pixel_mask");

  /** Pixels of a picture's shorter side, and of its longer side at most. */
  private static final int SHORTER_SIDE = 800;

  private static final int LONGER_SIDE = 1333;

  private final ModelSpec spec;
  private final OnnxModel model;
  private final Tokenizer tokenizer;
  private final DetectorOptions options;
  private final long[] ids;
  private final Normalisation normalisation = new Normalisation(MEAN, STD);

  private GroundingDino(
      ModelSpec spec, OnnxModel model, Tokenizer tokenizer, DetectorOptions options) {
    this.spec = spec;
    this.model = model;
    this.tokenizer = tokenizer;
    this.options = options;
    ids = tokenizer.encode(caption(options.text().orElseThrow()));
    long words = model.io().output("logits").orElseThrow().size(2);
    if (words > 0 && ids.length > words) {
      throw new InputException(
          "model %s: the text has %d tokens, and it looks at %d"
              .formatted(spec.name(), ids.length, words),
          "Give a shorter text.");
    }
  }

  static GroundingDino open(ModelSpec spec, Inference inference, DetectorOptions options) {
    if (options.text().filter(t -> !t.isBlank()).isEmpty()) {
      throw new InputException(
          "model " + spec.name() + " finds what a text names, and there is none",
          "Give --text \"building. house.\": phrases with a full stop after each.");
    }
    if (!options.classes().isEmpty()) {
      throw new InputException(
          "model " + spec.name() + " has no classes to choose from",
          "Give --text in place of --classes.");
    }
    OnnxModel model = OnnxModel.open(spec, ModelRoles.MODEL, inference);
    try {
      requireContract(spec, model.io());
      return new GroundingDino(spec, model, Tokenizer.open(spec), options);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Refuses a file that takes or gives something else. */
  static void requireContract(ModelSpec spec, ModelIo io) {
    boolean fits =
        spec.layout().map(l -> l == ModelLayout.GROUNDING_DINO).orElse(true)
            && io.inputNames().equals(INPUTS)
            && io.input("pixel_values").filter(SamContract::isImage).isPresent()
            && INPUTS.stream()
                .filter(name -> !name.equals("pixel_values"))
                .allMatch(name -> io.input(name).orElseThrow().type().equals("int64"))
            && io.output("logits").filter(t -> SamContract.isFloat(t, 3)).isPresent()
            && io.output("pred_boxes").filter(t -> SamContract.isFloat(t, 3)).isPresent();
    if (!fits) {
      throw Models.unknown(spec, Map.of(ModelRoles.MODEL, io), List.of(EXPECTATION));
    }
  }

  /** In lower case, with a full stop at its end, as the model was trained. */
  static String caption(String text) {
    String caption = text.strip().toLowerCase(Locale.ROOT);
    return caption.endsWith(".") ? caption : caption + ".";
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int inputSize() {
    return shorterSide(spec);
  }

  static int shorterSide(ModelSpec spec) {
    return spec.inputSize().orElse(SHORTER_SIDE);
  }

  @Override
  public double groundResolution() {
    return spec.groundResolution();
  }

  @Override
  public List<DetectedBox> detect(ImageBlock block) {
    return detectPicture(block);
  }

  @Override
  public List<DetectedBox> detectPicture(ImageBlock picture) {
    int[] size = resized(picture.width(), picture.height(), shorterSide(spec));
    TensorSpec image = model.io().input("pixel_values").orElseThrow();
    int height = image.size(2) > 0 ? (int) image.size(2) : size[1];
    int width = image.size(3) > 0 ? (int) image.size(3) : size[0];
    if (size[0] > width || size[1] > height) {
      throw new InputException(
          "model %s: its file takes pictures of %d x %d, and this one becomes %d x %d"
              .formatted(spec.name(), width, height, size[0], size[1]),
          "Give an input-size in " + spec.name() + ".yaml that fits, or another export.");
    }
    Map<String, OnnxTensor> inputs = new TreeMap<>();
    try {
      inputs.put(
          "pixel_values",
          OnnxModel.tensor(pixels(picture, size, width, height), 1, 3, height, width));
      inputs.put("pixel_mask", OnnxModel.tensor(shown(size, width, height), 1, height, width));
      long[] ones = new long[ids.length];
      Arrays.fill(ones, 1);
      inputs.put("input_ids", OnnxModel.tensor(ids, 1, ids.length));
      inputs.put("attention_mask", OnnxModel.tensor(ones, 1, ids.length));
      inputs.put("token_type_ids", OnnxModel.tensor(new long[ids.length], 1, ids.length));
      try (OrtSession.Result result = model.run(inputs, Set.of("logits", "pred_boxes"))) {
        return boxes(
            picture,
            (OnnxTensor) result.get("logits").orElseThrow(),
            (OnnxTensor) result.get("pred_boxes").orElseThrow(),
            (double) width / size[0],
            (double) height / size[1]);
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** Width and height, as transformers' {@code get_size_with_aspect_ratio} computes them. */
  static int[] resized(int width, int height, int shorterSide) {
    double shorter = Math.min(width, height);
    double longer = Math.max(width, height);
    double most = (double) shorterSide * LONGER_SIDE / SHORTER_SIDE;
    most = Math.floor(most);
    double exact = shorterSide;
    int side = shorterSide;
    if (longer / shorter * shorterSide > most) {
      exact = most * shorter / longer;
      side = (int) Math.rint(exact);
    }
    return width < height
        ? new int[] {side, (int) (exact * height / width)}
        : new int[] {(int) (exact * width / height), side};
  }

  private FloatBuffer pixels(ImageBlock picture, int[] size, int width, int height) {
    int count = picture.width() * picture.height();
    float[] input = new float[3 * width * height];
    for (int channel = 0; channel < 3; channel++) {
      byte[] plane = Arrays.copyOfRange(picture.rgb(), channel * count, (channel + 1) * count);
      for (int i = 0; i < count; i++) {
        if (picture.valid()[i] == 0) {
          plane[i] = (byte) Math.round(MEAN.get(channel));
        }
      }
      byte[] resized =
          PillowBilinear.resize(plane, picture.width(), picture.height(), size[0], size[1]);
      float[] table = normalisation.of(channel);
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[0]; x++) {
          input[(channel * height + y) * width + x] = table[resized[y * size[0] + x] & 0xff];
        }
      }
    }
    return new Floats().atLeast(input.length).put(0, input);
  }

  /** 1 where the input shows the picture. */
  private static long[] shown(int[] size, int width, int height) {
    long[] mask = new long[width * height];
    for (int y = 0; y < size[1]; y++) {
      Arrays.fill(mask, y * width, y * width + size[0], 1);
    }
    return mask;
  }

  /**
   * @param scaleX width of the input over that of the picture in it
   * @param scaleY height likewise
   */
  private List<DetectedBox> boxes(
      ImageBlock picture, OnnxTensor logits, OnnxTensor boxes, double scaleX, double scaleY) {
    FloatBuffer all = logits.getFloatBuffer();
    FloatBuffer corners = boxes.getFloatBuffer();
    int words = (int) logits.getInfo().getShape()[2];
    double stretchX = scaleX * picture.width();
    double stretchY = scaleY * picture.height();
    List<DetectedBox> found = new ArrayList<>();
    for (int query = 0; query < all.capacity() / words; query++) {
      float best = Float.NEGATIVE_INFINITY;
      for (int word = 0; word < words; word++) {
        float logit = all.get(query * words + word);
        Outputs.checkScore(logit);
        best = Math.max(best, logit);
      }
      double score = sigmoid(best);
      if (score > spec.scoreThreshold()) {
        float x = corners.get(4 * query);
        float y = corners.get(4 * query + 1);
        float w = corners.get(4 * query + 2) / 2;
        float h = corners.get(4 * query + 3) / 2;
        DetectedBox.within(
                picture,
                (x - w) * stretchX,
                (y - h) * stretchY,
                (x + w) * stretchX,
                (y + h) * stretchY,
                score,
                phrase(all, query * words, words))
            .ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparingDouble(DetectedBox::score).reversed());
    return found.size() > MOST_BOXES ? List.copyOf(found.subList(0, MOST_BOXES)) : found;
  }

  /** The words that fit a box, but for the mark at the text's beginning. */
  private String phrase(FloatBuffer logits, int offset, int words) {
    List<Long> fitting = new ArrayList<>();
    for (int word = 1; word < Math.min(ids.length, words - 1); word++) {
      if (sigmoid(logits.get(offset + word)) > options.textThreshold()) {
        fitting.add(ids[word]);
      }
    }
    return fitting.isEmpty()
        ? ""
        : tokenizer.decode(fitting.stream().mapToLong(Long::longValue).toArray());
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
