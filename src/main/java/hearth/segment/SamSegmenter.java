package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import hearth.raster.ImageBlock;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Segment Anything by its official ONNX contract. */
final class SamSegmenter implements Segmenter {
  private final ModelSpec spec;
  private final OnnxModel encoder;
  private final SamDecoder decoder;
  private final int size;
  private final String imageInput;
  private final Pool<SamImage> images;

  SamSegmenter(ModelSpec spec, OnnxModel encoder, SamDecoder decoder, int size) {
    this.spec = spec;
    this.encoder = encoder;
    this.decoder = decoder;
    this.size = size;
    this.imageInput = encoder.io().inputs().get(0).name();
    this.images = new Pool<>(() -> new SamImage(size, spec.mean(), spec.std()));
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
    return images.with(image -> embed(image.tile(block), frame));
  }

  @Override
  public Embedding encodePicture(ImageBlock picture) {
    SamFrame frame = SamFrame.longestSide(picture.width(), picture.height(), size);
    return images.with(
        image -> embed(image.picture(picture, frame.resizedWidth(), frame.resizedHeight()), frame));
  }

  private SamEmbedding embed(FloatBuffer pixels, SamFrame frame) {
    try (OnnxTensor input = OnnxModel.tensor(pixels, 1, 3, size, size)) {
      OrtSession.Result result =
          encoder.run(Map.of(imageInput, input), Set.of(SamContract.EMBEDDINGS));
      return new SamEmbedding(this, result, frame);
    }
  }

  @Override
  public List<ScoredMask> decode(
      Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice) {
    SamEmbedding own = own(embedding);
    SamDecoder.MaskShape shape = decoder.shape(own.tensor());
    MaskCut cut = new MaskCut(own.frame(), shape.width(), shape.height());
    ScoredMask[] answers = new ScoredMask[prompts.size()];
    decodeAll(
        own,
        prompts,
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

  /**
   * Every mask of every prompt.
   *
   * @param answers called in no particular order
   */
  void decodeAll(Embedding embedding, List<? extends Prompt> prompts, SamDecoder.Answers answers) {
    SamEmbedding own = own(embedding);
    // A batch is a rectangle of tokens, and padding would change the answers.
    Map<Integer, List<Integer>> byTokens = new TreeMap<>();
    List<SamDecoder.Tokens> tokens = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      tokens.add(own.frame().tokens(prompts.get(i)));
      byTokens.computeIfAbsent(tokens.get(i).count(), n -> new ArrayList<>()).add(i);
    }
    for (List<Integer> indices : byTokens.values()) {
      decoder.decode(
          own.tensor(),
          indices.stream().map(tokens::get).toList(),
          (i, logits, offset, iou) -> answers.accept(indices.get(i), logits, offset, iou));
    }
  }

  SamDecoder.MaskShape maskShape(Embedding embedding) {
    return decoder.shape(own(embedding).tensor());
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
    encoder.close();
    decoder.close();
  }
}
