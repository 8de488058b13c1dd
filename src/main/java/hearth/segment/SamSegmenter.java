package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Segment Anything and its kin: an encoder of a picture and a decoder of prompts, or one file that
 * is both and looks at the picture again with each batch of prompts.
 */
final class SamSegmenter implements Segmenter {
  /** A mask of a full-size model is 256 kB. */
  private static final int REFINED_AT_A_TIME = 64;

  private final ModelSpec spec;
  private final OnnxModel encoder;
  private final SamDecoder decoder;
  private final SamNames names;
  private final SegmenterOptions options;
  private final int size;
  private final Pool<SamImage> images;

  private SamSegmenter(
      ModelSpec spec,
      OnnxModel encoder,
      SamDecoder decoder,
      SamNames names,
      SegmenterOptions options,
      int size) {
    this.spec = spec;
    this.encoder = encoder;
    this.decoder = decoder;
    this.names = names;
    this.options = options;
    this.size = size;
    this.images = new Pool<>(() -> SamImage.of(spec, names, size));
  }

  /** Encoder and decoder, the encoder's one input being the image. */
  static SamSegmenter open(
      ModelSpec spec, Map<String, OnnxModel> models, SamNames names, SegmenterOptions options) {
    TensorSpec image = models.get(ModelRoles.ENCODER).io().inputs().get(0);
    return open(spec, models, names, Models.inputSize(spec, image, 0), options);
  }

  /**
   * @param models encoder and decoder, or the one file that is both
   * @param size side of the input
   */
  static SamSegmenter open(
      ModelSpec spec,
      Map<String, OnnxModel> models,
      SamNames names,
      int size,
      SegmenterOptions options) {
    OnnxModel encoder = models.get(ModelRoles.ENCODER);
    OnnxModel decoder = models.get(encoder == null ? ModelRoles.MODEL : ModelRoles.DECODER);
    SamNames own = ExportNotes.guesses(decoder.io()) ? names.with(SamNames.Trait.GUESSES) : names;
    SamDecoder prompts =
        SamDecoder.open(spec, decoder, encoder == null ? null : encoder.io(), own, size);
    return new SamSegmenter(spec, encoder, prompts, own, options, size);
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
  public Embedding encode(ImageBlock block) {
    if (block.width() > size || block.height() > size) {
      throw new IllegalArgumentException(
          "a block of %d x %d pixels for a model that takes %d"
              .formatted(block.width(), block.height(), size));
    }
    SamFrame frame =
        new SamFrame(block.width(), block.height(), block.width(), block.height(), size);
    return embed(block, frame, image -> image.tile(block));
  }

  @Override
  public Embedding encodePicture(ImageBlock picture) {
    SamFrame frame =
        names.has(SamNames.Trait.STRETCHED)
            ? new SamFrame(picture.width(), picture.height(), size, size, size)
            : SamFrame.longestSide(picture.width(), picture.height(), size);
    return embed(
        picture,
        frame,
        image -> image.picture(picture, frame.resizedWidth(), frame.resizedHeight()));
  }

  /** The embedding of a block, from the cache where it is there. */
  private SamEmbedding embed(
      ImageBlock block, SamFrame frame, Function<SamImage, FloatBuffer> prepare) {
    Optional<EmbeddingCache> cache = encoder == null ? Optional.empty() : encoder.embeddings();
    String key = cache.map(c -> key(block, frame)).orElse("");
    Optional<SamEmbedding> kept =
        cache
            .flatMap(c -> c.get(key))
            .filter(n -> n.keySet().equals(Set.copyOf(names.embeddings())))
            .map(n -> SamEmbedding.of(this, n, frame));
    return kept.orElseGet(
        () -> {
          SamEmbedding made = images.with(image -> embed(prepare.apply(image), frame));
          cache.ifPresent(c -> c.put(key, made.numbers()));
          return made;
        });
  }

  private String key(ImageBlock block, SamFrame frame) {
    return EmbeddingCache.key(
        block,
        spec.files().get("encoder").sha256(),
        "%s %s %s".formatted(frame, spec.mean(), spec.std()));
  }

  private SamEmbedding embed(FloatBuffer pixels, SamFrame frame) {
    if (encoder == null) {
      // The pixels are in a buffer that the next call takes.
      FloatBuffer kept = new Floats().atLeast(3 * size * size);
      kept.put(0, pixels, 0, 3 * size * size);
      return SamEmbedding.of(
          this, names.embeddings().get(0), OnnxModel.tensor(kept, 1, 3, size, size), frame);
    }
    String image = encoder.io().inputs().get(0).name();
    try (OnnxTensor input = OnnxModel.tensor(pixels, 1, 3, size, size)) {
      OrtSession.Result result = encoder.run(Map.of(image, input), Set.copyOf(names.embeddings()));
      return SamEmbedding.of(this, names.embeddings(), result, frame);
    }
  }

  @Override
  public void requireBoxes() {
    if (!names.has(SamNames.Trait.BOXES) && !options.boxesAsPoints()) {
      throw new InputException(
          "model " + spec.name() + " takes points alone, and is asked about a box",
          "With box-as-point it is asked about the box's centre; or name another segmenter.");
    }
  }

  private List<SamDecoder.Tokens> tokens(SamEmbedding own, List<? extends Prompt> prompts) {
    if (prompts.stream().anyMatch(BoxPrompt.class::isInstance)) {
      requireBoxes();
    }
    return prompts.stream().map(p -> own.frame().tokens(p, names)).toList();
  }

  @Override
  public List<ScoredMask> decode(
      Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice) {
    return decode(embedding, prompts, choice, 0);
  }

  @Override
  public List<ScoredMask> decode(
      Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice, int refinements) {
    SamEmbedding own = own(embedding);
    List<ScoredMask> answers = new ArrayList<>();
    MaskChoice last = refinements > 0 && choice == MaskChoice.AUTO ? MaskChoice.SINGLE : choice;
    // Whole masks are kept from pass to pass: of some prompts at a time, so that memory is bounded.
    int chunk = refinements == 0 ? Math.max(1, prompts.size()) : REFINED_AT_A_TIME;
    for (int from = 0; from < prompts.size(); from += chunk) {
      List<? extends Prompt> some = prompts.subList(from, Math.min(from + chunk, prompts.size()));
      answers.addAll(masks(own, some, refined(own, some, choice, refinements), last));
    }
    return answers;
  }

  @Override
  public List<ScoredMask> decodeCorrected(
      Embedding embedding, List<? extends Prompt> earlier, List<? extends Prompt> corrected) {
    SamEmbedding own = own(embedding);
    List<ScoredMask> answers = new ArrayList<>();
    for (int from = 0; from < corrected.size(); from += REFINED_AT_A_TIME) {
      int to = Math.min(from + REFINED_AT_A_TIME, corrected.size());
      List<? extends Prompt> now = corrected.subList(from, to);
      List<SamDecoder.Tokens> before = refined(own, earlier.subList(from, to), MaskChoice.AUTO, 1);
      List<SamDecoder.Tokens> tokens = new ArrayList<>();
      for (int i = 0; i < now.size(); i++) {
        tokens.add(own.frame().tokens(now.get(i), names).withMask(before.get(i).mask()));
      }
      answers.addAll(masks(own, now, tokens, MaskChoice.AUTO));
    }
    return answers;
  }

  /** One mask for each prompt, cut out around it. */
  private List<ScoredMask> masks(
      SamEmbedding own,
      List<? extends Prompt> prompts,
      List<SamDecoder.Tokens> tokens,
      MaskChoice choice) {
    SamDecoder.MaskShape shape = decoder.shape(own.tensors());
    MaskCut cut = new MaskCut(own.frame(), shape.width(), shape.height());
    ScoredMask[] answers = new ScoredMask[prompts.size()];
    decodeTokens(
        own,
        tokens,
        (prompt, logits, offset, iou) -> {
          int best = chosen(iou, prompts.get(prompt), choice);
          answers[prompt] =
              cut.around(
                  prompts.get(prompt),
                  logits,
                  offset + best * shape.height() * shape.width(),
                  iou[best]);
        });
    return Arrays.asList(answers);
  }

  /** The prompts as tokens, each with the mask that so many passes have made of it. */
  private List<SamDecoder.Tokens> refined(
      SamEmbedding own, List<? extends Prompt> prompts, MaskChoice choice, int passes) {
    SamDecoder.MaskShape shape = decoder.shape(own.tensors());
    int size = shape.height() * shape.width();
    if (passes > 0 && !names.has(SamNames.Trait.MASKS)) {
      throw new InputException(
          "model " + spec.name() + " takes no masks as prompts",
          "Leave 'refine' out, or name another segmenter.");
    }
    List<SamDecoder.Tokens> tokens = new ArrayList<>(tokens(own, prompts));
    for (int pass = 0; pass < passes; pass++) {
      MaskChoice now = pass > 0 && choice == MaskChoice.AUTO ? MaskChoice.SINGLE : choice;
      decodeTokens(
          own,
          List.copyOf(tokens),
          (prompt, logits, offset, iou) -> {
            float[] mask = new float[size];
            logits.get(offset + chosen(iou, prompts.get(prompt), now) * size, mask);
            tokens.set(prompt, tokens.get(prompt).withMask(mask));
          });
    }
    return tokens;
  }

  @Override
  public void decodeWhole(
      Embedding embedding, List<? extends Prompt> prompts, boolean several, WholeMasks masks) {
    SamEmbedding own = own(embedding);
    SamDecoder.MaskShape shape = decoder.shape(own.tensors());
    SamFrame frame = own.frame();
    WholeMask.Size picture = new WholeMask.Size(frame.blockWidth(), frame.blockHeight());
    // SAM 2 goes from its logits to the picture's size in one step.
    boolean direct = names.has(SamNames.Trait.STRETCHED);
    WholeMask.Size canvas = direct ? picture : new WholeMask.Size(size, size);
    WholeMask.Size used =
        direct ? picture : new WholeMask.Size(frame.resizedWidth(), frame.resizedHeight());
    decodeAll(
        own,
        prompts,
        (prompt, logits, offset, iou) -> {
          int single = chosen(iou, prompts.get(prompt), MaskChoice.SINGLE);
          int first = several ? (iou.length == 4 ? 1 : 0) : single;
          int end = several ? iou.length : single + 1;
          List<WholeMask> proposed = new ArrayList<>();
          for (int i = first; i < end; i++) {
            float[] mask = new float[shape.height() * shape.width()];
            logits.get(offset + i * mask.length, mask);
            proposed.add(
                new WholeMask(shape.width(), shape.height(), mask, canvas, used, picture, iou[i]));
          }
          masks.accept(prompt, proposed);
        });
  }

  /**
   * Every mask of every prompt.
   *
   * @param answers called in no particular order
   */
  void decodeAll(Embedding embedding, List<? extends Prompt> prompts, SamDecoder.Answers answers) {
    SamEmbedding own = own(embedding);
    decodeTokens(own, tokens(own, prompts), answers);
  }

  private void decodeTokens(
      SamEmbedding own, List<SamDecoder.Tokens> tokens, SamDecoder.Answers answers) {
    // A batch is a rectangle of tokens, and padding would change the answers.
    Map<Integer, List<Integer>> byTokens = new TreeMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      byTokens.computeIfAbsent(tokens.get(i).count(), n -> new ArrayList<>()).add(i);
    }
    for (List<Integer> indices : byTokens.values()) {
      decoder.decode(
          own.tensors(),
          indices.stream().map(tokens::get).toList(),
          (i, logits, offset, iou) -> answers.accept(indices.get(i), logits, offset, iou));
    }
  }

  SamDecoder.MaskShape maskShape(Embedding embedding) {
    return decoder.shape(own(embedding).tensors());
  }

  static int chosen(float[] iou, Prompt prompt, MaskChoice choice) {
    boolean single =
        switch (choice) {
          case SINGLE -> true;
          case BEST -> false;
          case AUTO -> prompt instanceof BoxPrompt || prompt.points().size() > 1;
        };
    boolean hasSingle = iou.length == 4;
    if (hasSingle && single) {
      return 0;
    }
    int best = hasSingle ? 1 : 0;
    for (int i = best + 1; i < iou.length; i++) {
      if (iou[i] > iou[best]) {
        best = i;
      }
    }
    return best;
  }

  private SamEmbedding own(Embedding embedding) {
    if (embedding instanceof SamEmbedding e && e.owner() == this) {
      return e;
    }
    throw new IllegalArgumentException("an embedding of another segmenter");
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
    }
    decoder.close();
  }
}
