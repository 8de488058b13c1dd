package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import hearth.geo.InputException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prompts as the tensors that a decoder takes, in buffers that one call uses at a time. */
final class PromptTensors {
  /** Stands for no token where a file wants a fixed number of them. */
  private static final float PADDING = -1;

  private final String model;
  private final SamNames names;
  private final int inputSize;
  private final TensorSpec points;
  private final TensorSpec maskSpec;
  private final TensorSpec sizeSpec;
  private final boolean maskBatched;
  private final boolean hasMaskBatched;

  private final Floats coords = new Floats();
  private final Floats labels = new Floats();
  private final Floats mask = new Floats();
  private final Floats hasMask = new Floats();
  private final Floats size = new Floats();

  /** Whether the masks of the last prompts are still in the buffer. */
  private boolean maskUsed;

  /**
   * @param model its name, for messages
   * @param io what the decoder takes
   * @param inputSize side of the encoder's input
   */
  PromptTensors(String model, ModelIo io, SamNames names, int inputSize) {
    this.model = model;
    this.names = names;
    this.inputSize = inputSize;
    points = io.input(names.coords()).orElseThrow();
    maskSpec = io.input(SamContract.MASK).orElse(null);
    sizeSpec = io.input(SamContract.SIZE).orElse(null);
    maskBatched = followsPrompts(maskSpec);
    hasMaskBatched = followsPrompts(io.input(SamContract.HAS_MASK).orElse(null));
  }

  /** An input follows the prompts when it is open along their axis and named as they are. */
  private boolean followsPrompts(TensorSpec t) {
    return t != null
        && t.rank() > 0
        && t.size(0) < 0
        && t.axes().get(0).equals(points.axes().get(0));
  }

  /** Whether each prompt of a batch can have a mask of its own. */
  boolean masksAreBatched() {
    return maskBatched && hasMaskBatched;
  }

  /**
   * Tensors over the buffers; the caller's to close.
   *
   * @param embedding sides of the image's embedding
   * @param prompts all with the same number of tokens, and all with a mask or all without
   */
  Map<String, OnnxTensor> of(long[] embedding, List<SamDecoder.Tokens> prompts) {
    Map<String, OnnxTensor> inputs = new TreeMap<>();
    // Four times the embedding, as SAM has it, where the file leaves it open.
    long maskHeight = 4 * embedding[2];
    long maskWidth = 4 * embedding[3];
    boolean sizeIsAsked = sizeSpec != null && sizeSpec.type().equals("int64");
    addPoints(inputs, prompts, sizeIsAsked ? (float) maskWidth / inputSize : 1);
    if (names.has(SamNames.Trait.MASKS)) {
      addMasks(
          inputs,
          prompts,
          maskSpec.size(2) > 0 ? maskSpec.size(2) : maskHeight,
          maskSpec.size(3) > 0 ? maskSpec.size(3) : maskWidth);
    }
    if (sizeIsAsked) {
      // To a picture of their own size the masks are not resampled.
      inputs.put(SamContract.SIZE, OnnxModel.tensor(new long[] {maskHeight, maskWidth}, 2));
    } else if (names.has(SamNames.Trait.PICTURE_SIZE)) {
      // The decoder also makes masks at the picture's size, which nobody reads: a picture of one
      // row costs it least.
      inputs.put(
          SamContract.SIZE, OnnxModel.tensor(size.atLeast(2).put(0, 1).put(1, inputSize), 2));
    }
    return inputs;
  }

  private void addPoints(
      Map<String, OnnxTensor> inputs, List<SamDecoder.Tokens> prompts, float scale) {
    boolean nested = names.has(SamNames.Trait.NESTED);
    int n = prompts.size();
    int given = prompts.get(0).count();
    int fixed = (int) points.size(nested ? 2 : 1);
    if (given > Math.min(names.mostTokens(), fixed > 0 ? fixed : SamNames.ALL_TOKENS)) {
      throw new InputException(
          "model %s: it looks at %d points of an object at most, given %d"
              .formatted(model, fixed > 0 ? fixed : names.mostTokens(), given),
          "A box counts as two. Give fewer, or name another segmenter.");
    }
    int tokens = fixed > 0 ? fixed : given;
    FloatBuffer c = coords.atLeast(n * tokens * 2);
    FloatBuffer l = labels.atLeast(n * tokens);
    for (int i = 0; i < n; i++) {
      SamDecoder.Tokens prompt = prompts.get(i);
      for (int k = 0; k < tokens; k++) {
        int at = i * tokens + k;
        c.put(2 * at, (k < given ? prompt.coords()[2 * k] : PADDING) * scale);
        c.put(2 * at + 1, (k < given ? prompt.coords()[2 * k + 1] : PADDING) * scale);
        l.put(at, k < given ? prompt.labels()[k] : PADDING);
      }
    }
    inputs.put(
        names.coords(),
        nested ? OnnxModel.tensor(c, 1, n, tokens, 2) : OnnxModel.tensor(c, n, tokens, 2));
    inputs.put(names.labels(), labelTensor(l, n, tokens, nested));
  }

  private OnnxTensor labelTensor(FloatBuffer l, int n, int tokens, boolean nested) {
    long[] shape = nested ? new long[] {1, n, tokens} : new long[] {n, tokens};
    if (!names.has(SamNames.Trait.WHOLE_NUMBER_LABELS)) {
      return OnnxModel.tensor(l, shape);
    }
    long[] whole = new long[n * tokens];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (long) l.get(i);
    }
    return OnnxModel.tensor(whole, shape);
  }

  private void addMasks(
      Map<String, OnnxTensor> inputs,
      List<SamDecoder.Tokens> prompts,
      long maskHeight,
      long maskWidth) {
    int n = prompts.size();
    int masks = maskBatched ? n : 1;
    int flags = hasMaskBatched ? n : 1;
    int one = Math.toIntExact(maskHeight * maskWidth);
    FloatBuffer given = mask.atLeast(masks * one);
    FloatBuffer flagged = hasMask.atLeast(flags);
    boolean masked = prompts.get(0).mask() != null;
    for (int i = 0; i < flags; i++) {
      flagged.put(i, masked ? 1 : 0);
    }
    if (masked) {
      for (int i = 0; i < prompts.size(); i++) {
        if (prompts.get(i).mask().length != one) {
          throw new InputException(
              "model %s: it gives masks of %d logits and takes masks of %d"
                  .formatted(model, prompts.get(i).mask().length, one),
              "Leave 'refine' out, or name another segmenter.");
        }
        given.put(i * one, prompts.get(i).mask());
      }
    } else if (maskUsed) {
      // The file multiplies what it does not use by zero, and zero times infinity is no number.
      for (int i = 0; i < given.capacity(); i++) {
        given.put(i, 0);
      }
    }
    maskUsed = masked;
    inputs.put(SamContract.MASK, OnnxModel.tensor(given, masks, 1, maskHeight, maskWidth));
    inputs.put(SamContract.HAS_MASK, OnnxModel.tensor(flagged, flags));
  }
}
