package hearth.segment;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * SAM 3 (Carion et al. 2025): every instance of a {@link Concept} in a picture. Picture, words and
 * examples are prepared as {@code samexporter}'s own inference prepares them.
 */
final class Sam3Segmenter implements Segmenter {
  /** What the model was trained to take for the words where an example says it all. */
  private static final String EXAMPLE_ALONE = "visual";

  /** Stands for a pixel that shows nothing: the middle, which the encoder makes 0. */
  private static final byte BLANK = (byte) 128;

  /** Side of the box that a point stands for, as a share of the picture's. */
  private static final float POINT_SIDE = 0.01f;

  private final ModelSpec spec;
  private final OnnxModel encoder;
  private final OnnxModel language;
  private final OnnxModel decoder;
  private final Tokenizer tokenizer;
  private final int size;

  /** The encoder's own names of {@link Sam3Contract#EMBEDDINGS}. */
  private final List<String> embeddings;

  private Sam3Segmenter(
      ModelSpec spec, Map<String, OnnxModel> models, Tokenizer tokenizer, int size) {
    this.spec = spec;
    this.encoder = models.get(ModelRoles.ENCODER);
    this.language = models.get(ModelRoles.LANGUAGE);
    this.decoder = models.get(ModelRoles.DECODER);
    this.tokenizer = tokenizer;
    this.size = size;
    this.embeddings = Sam3Contract.embeddings(encoder.io()).stream().map(TensorSpec::name).toList();
  }

  static Sam3Segmenter open(ModelSpec spec, Map<String, OnnxModel> models) {
    ModelIo encoder = models.get(ModelRoles.ENCODER).io();
    int size = Models.inputSize(spec, encoder.input(Sam3Contract.IMAGE).orElseThrow(), 0);
    requireFit(spec, encoder, models.get(ModelRoles.DECODER).io());
    return new Sam3Segmenter(spec, models, Tokenizer.open(spec), size);
  }

  /** Refuses files of different exports. */
  static void requireFit(ModelSpec spec, ModelIo encoder, ModelIo decoder) {
    List<TensorSpec> embeddings = Sam3Contract.embeddings(encoder);
    for (int i = 0; i < embeddings.size(); i++) {
      TensorSpec made = embeddings.get(i);
      TensorSpec taken = decoder.input(Sam3Contract.EMBEDDINGS.get(i)).orElse(made);
      for (int axis = 0; axis < made.rank(); axis++) {
        if (taken.rank() != made.rank() || !made.agrees(axis, taken, axis)) {
          throw new InputException(
              "model %s: encoder and decoder do not fit each other, %s is given and %s taken"
                  .formatted(spec.name(), made, taken),
              "Take the files of one export.");
        }
      }
    }
  }

  /**
   * A picture that was encoded; its parts stay where ONNX Runtime put them.
   *
   * @param canvas what the input shows, in pixels of the picture
   */
  private record Encoded(
      Sam3Segmenter owner, OrtSession.Result result, WholeMask.Size canvas, WholeMask.Size picture)
      implements Embedding {
    @Override
    public int blockWidth() {
      return picture.width();
    }

    @Override
    public int blockHeight() {
      return picture.height();
    }

    @Override
    public void close() {
      result.close();
    }
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int inputSize() {
    return size;
  }

  @Override
  public double groundResolution() {
    return spec.groundResolution();
  }

  @Override
  public boolean findsConcepts() {
    return true;
  }

  @Override
  public void requireObjects() {
    throw noObjects();
  }

  private InputException noObjects() {
    return new InputException(
        "model %s finds every instance of what words or examples name, not one object"
            .formatted(spec.name()),
        "Ask it by --prompts text --text building, in ./hearth prompt by --text or --box; or name"
            + " another segmenter.");
  }

  /** Where the block is smaller than the input, the rest shows nothing. */
  @Override
  public Embedding encode(ImageBlock block) {
    if (block.width() > size || block.height() > size) {
      throw new IllegalArgumentException(
          "a block of %d x %d pixels for a model that takes %d"
              .formatted(block.width(), block.height(), size));
    }
    byte[] planes = new byte[3 * size * size];
    Arrays.fill(planes, BLANK);
    for (int channel = 0; channel < 3; channel++) {
      byte[] plane = plane(block, channel);
      for (int row = 0; row < block.height(); row++) {
        System.arraycopy(
            plane, row * block.width(), planes, (channel * size + row) * size, block.width());
      }
    }
    return encode(planes, new WholeMask.Size(size, size), pixelsOf(block));
  }

  /** The picture is stretched to the square. */
  @Override
  public Embedding encodePicture(ImageBlock picture) {
    byte[] planes = new byte[3 * size * size];
    for (int channel = 0; channel < 3; channel++) {
      byte[] plane = plane(picture, channel);
      byte[] resized = OpenCvBilinear.resize(plane, picture.width(), picture.height(), size, size);
      System.arraycopy(resized, 0, planes, channel * size * size, size * size);
    }
    return encode(planes, pixelsOf(picture), pixelsOf(picture));
  }

  private static WholeMask.Size pixelsOf(ImageBlock block) {
    return new WholeMask.Size(block.width(), block.height());
  }

  private static byte[] plane(ImageBlock block, int channel) {
    int pixels = block.width() * block.height();
    byte[] plane = Arrays.copyOfRange(block.rgb(), channel * pixels, (channel + 1) * pixels);
    for (int i = 0; i < pixels; i++) {
      if (block.valid()[i] == 0) {
        plane[i] = BLANK;
      }
    }
    return plane;
  }

  private Embedding encode(byte[] planes, WholeMask.Size canvas, WholeMask.Size picture) {
    try (OnnxTensor image = OnnxModel.tensor(planes, OnnxJavaType.UINT8, 3, size, size)) {
      return new Encoded(
          this,
          encoder.run(Map.of(Sam3Contract.IMAGE, image), Set.copyOf(embeddings)),
          canvas,
          picture);
    }
  }

  @Override
  public List<ScoredMask> decode(
      Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice) {
    throw noObjects();
  }

  @Override
  public void decodeWhole(
      Embedding embedding, List<? extends Prompt> prompts, boolean several, WholeMasks masks) {
    throw noObjects();
  }

  @Override
  public List<ConceptInstance> find(Embedding embedding, Concept concept) {
    if (!(embedding instanceof Encoded picture) || picture.owner() != this) {
      throw new IllegalArgumentException("an embedding of another segmenter");
    }
    Map<String, OnnxTensor> own = new TreeMap<>();
    try (OnnxTensor tokens = tokens(concept.text().orElse(EXAMPLE_ALONE));
        OrtSession.Result words =
            language.run(Map.of(Sam3Contract.TOKENS, tokens), Sam3Contract.WORDS.keySet())) {
      addExamples(own, concept.examples(), picture);
      own.put(Sam3Contract.PICTURE_SIZE.get(0), side(0, picture.canvas().height()));
      own.put(Sam3Contract.PICTURE_SIZE.get(1), side(1, picture.canvas().width()));
      Map<String, OnnxTensor> inputs = new TreeMap<>(own);
      for (int i = 0; i < embeddings.size(); i++) {
        inputs.put(Sam3Contract.EMBEDDINGS.get(i), tensor(picture.result(), embeddings.get(i)));
      }
      Sam3Contract.WORDS.forEach((given, taken) -> inputs.put(taken, tensor(words, given)));
      inputs.keySet().retainAll(decoder.io().inputNames());
      try (OrtSession.Result answer = decoder.run(inputs, Sam3Instances.OUTPUTS)) {
        return new Sam3Instances(picture.canvas(), picture.picture())
            .of(answer, concept.leastScore());
      }
    } finally {
      own.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtSession.Result result, String name) {
    return (OnnxTensor) result.get(name).orElseThrow();
  }

  /** CLIP's tokens, zeros behind them. */
  private OnnxTensor tokens(String text) {
    long fixed = language.io().input(Sam3Contract.TOKENS).orElseThrow().size(1);
    long[] ids = tokenizer.encode(text);
    int room = fixed > 0 ? (int) fixed : ids.length;
    if (ids.length > room) {
      throw new InputException(
          "model %s: the text has %d tokens, and it looks at %d"
              .formatted(spec.name(), ids.length, room),
          "Give a shorter text.");
    }
    return OnnxModel.tensor(Arrays.copyOf(ids, room), 1, room);
  }

  /** Height or width of the picture, in the shape in which the decoder wants it. */
  private OnnxTensor side(int which, long pixels) {
    int rank =
        decoder.io().input(Sam3Contract.PICTURE_SIZE.get(which)).map(TensorSpec::rank).orElse(0);
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    return OnnxModel.tensor(new long[] {pixels}, shape);
  }

  /** An example as the decoder takes it: centre and size in 0..1, and whether it is an instance. */
  private record Mark(float x, float y, float width, float height, boolean instance) {}

  /** Examples, behind them places that are masked: a file with fixed places wants them all. */
  private void addExamples(
      Map<String, OnnxTensor> inputs, List<? extends Prompt> examples, Encoded picture) {
    List<Mark> marks = marks(examples, picture.canvas());
    long fixed = decoder.io().input(Sam3Contract.COORDS).orElseThrow().size(0);
    int places = fixed > 0 ? (int) fixed : Math.max(1, marks.size());
    if (marks.size() > places) {
      throw new InputException(
          "model %s: it looks at %d examples at most, given %d"
              .formatted(spec.name(), places, marks.size()),
          "A box and each of its points count as one. Give fewer, or export it with more.");
    }
    float[] coords = new float[4 * places];
    long[] labels = new long[places];
    byte[] masked = new byte[places];
    Arrays.fill(labels, 1);
    Arrays.fill(masked, (byte) 1);
    for (int i = 0; i < marks.size(); i++) {
      Mark m = marks.get(i);
      float[] place = {m.x(), m.y(), m.width(), m.height()};
      System.arraycopy(place, 0, coords, 4 * i, 4);
      labels[i] = m.instance() ? 1 : 0;
      masked[i] = 0;
    }
    inputs.put(
        Sam3Contract.COORDS,
        OnnxModel.tensor(new Floats().atLeast(coords.length).put(0, coords), places, 1, 4));
    inputs.put(Sam3Contract.LABELS, OnnxModel.tensor(labels, places, 1));
    inputs.put(Sam3Contract.MASKED, OnnxModel.tensor(masked, OnnxJavaType.BOOL, 1, places));
  }

  private static List<Mark> marks(List<? extends Prompt> examples, WholeMask.Size canvas) {
    double width = canvas.width();
    double height = canvas.height();
    List<Mark> marks = new ArrayList<>();
    for (Prompt example : examples) {
      if (example instanceof BoxPrompt b) {
        marks.add(
            new Mark(
                (float) ((b.x0() + b.x1()) / 2 / width),
                (float) ((b.y0() + b.y1()) / 2 / height),
                (float) ((b.x1() - b.x0()) / width),
                (float) ((b.y1() - b.y0()) / height),
                true));
      }
      for (PromptPoint p : example.points()) {
        marks.add(
            new Mark(
                (float) (p.x() / width),
                (float) (p.y() / height),
                POINT_SIDE,
                POINT_SIDE,
                p.foreground()));
      }
    }
    return marks;
  }

  @Override
  public void close() {
    encoder.close();
    language.close();
    decoder.close();
    tokenizer.close();
  }
}
