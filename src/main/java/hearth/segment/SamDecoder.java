package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import hearth.geo.InputException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * SAM's prompt encoder and mask decoder as one file. Prompts go through in batches where the file
 * leaves their axis open, else one by one. Only the low-resolution logits and the predicted IoU are
 * fetched.
 */
final class SamDecoder implements AutoCloseable {
  private final OnnxModel model;
  private final SamNames names;
  private final int inputSize;
  private final boolean batched;
  private final PromptBatches single;
  private final PromptBatches together;
  private final Pool<Work> pool = new Pool<>(Work::new);

  /** Known once the decoder has run. */
  private volatile MaskShape shape;

  /** What comes out for one prompt. */
  record MaskShape(int masks, int height, int width) {
    int logits() {
      return masks * height * width;
    }
  }

  /**
   * A prompt as the decoder takes it.
   *
   * @param coords x, y of each token in pixels of the encoder's input
   * @param labels of each token: 1 foreground, 0 background, 2 and 3 corners of a box, -1 padding
   * @param mask low-resolution logits of the object; null where none are known
   */
  record Tokens(float[] coords, float[] labels, float[] mask) {
    Tokens(float[] coords, float[] labels) {
      this(coords, labels, null);
    }

    Tokens withMask(float[] logits) {
      return new Tokens(coords, labels, logits);
    }

    int count() {
      return labels.length;
    }
  }

  /** Takes the answer to one prompt. */
  interface Answers {
    /**
     * @param prompt which
     * @param logits masks of all prompts of the batch; only good during the call
     * @param offset of this prompt's first mask
     * @param predictedIou one for each mask; only good during the call
     */
    void accept(int prompt, FloatBuffer logits, int offset, float[] predictedIou);
  }

  private SamDecoder(OnnxModel model, SamNames names, int inputSize) {
    this.model = model;
    this.names = names;
    this.inputSize = inputSize;
    int axis = names.has(SamNames.Trait.NESTED) ? 1 : 0;
    batched = names.has(SamNames.Trait.BATCHED) && input(model, names.coords()).size(axis) < 0;
    single = PromptBatches.single(inputSize);
    together =
        batched
            ? PromptBatches.together(ExportNotes.window(model.io()), inputSize, model.onCpu())
            : single;
  }

  /**
   * @param encoder what the encoder takes and gives; null where the decoder takes the image itself
   * @param inputSize side of the encoder's input
   * @throws InputException if the encoder gives what the decoder does not take, or a trial run
   *     fails
   */
  static SamDecoder open(
      ModelSpec spec, OnnxModel model, ModelIo encoder, SamNames names, int inputSize) {
    SamDecoder decoder = new SamDecoder(model, names, inputSize);
    if (encoder == null) {
      return decoder;
    }
    for (String embedding : names.embeddings()) {
      checkFit(spec, encoder.output(embedding).orElseThrow(), input(model, embedding));
    }
    Map<String, OnnxTensor> zeros = new TreeMap<>();
    try {
      for (String embedding : names.embeddings()) {
        TensorSpec made = encoder.output(embedding).orElseThrow();
        TensorSpec taken = input(model, embedding);
        long[] sizes = {1, 0, 0, 0};
        int count = 1;
        for (int axis = 1; axis < 4; axis++) {
          sizes[axis] = Math.max(made.size(axis), taken.size(axis));
          if (sizes[axis] < 0) {
            return decoder; // Only an encoded image tells.
          }
          count = Math.multiplyExact(count, (int) sizes[axis]);
        }
        zeros.put(embedding, OnnxModel.tensor(new Floats().atLeast(count), sizes));
      }
      decoder.shape(zeros);
    } catch (IllegalStateException e) {
      throw new InputException(
          "model " + spec.name() + ": a trial run failed. " + e.getMessage(),
          "Give an encoder and a decoder that were exported from the same model.",
          e);
    } finally {
      zeros.values().forEach(OnnxTensor::close);
    }
    return decoder;
  }

  private static void checkFit(ModelSpec spec, TensorSpec made, TensorSpec taken) {
    for (int axis = 1; axis < 4; axis++) {
      if (!made.agrees(axis, taken, axis)) {
        throw new InputException(
            "model %s: the encoder gives %s, the decoder takes %s"
                .formatted(spec.name(), made, taken),
            "Give an encoder and a decoder that were exported from the same model.");
      }
    }
  }

  private static TensorSpec input(OnnxModel model, String name) {
    return model.io().input(name).orElseThrow();
  }

  /** Shape of what {@link #decode} answers. */
  MaskShape shape(Map<String, OnnxTensor> embedding) {
    TensorSpec coords = input(model, names.coords());
    long fixed = coords.size(coords.rank() - 2);
    return shape(embedding, fixed == 1 ? 1 : 2);
  }

  /**
   * @param embedding what the encoder gave, by name
   * @param prompts all with the same number of tokens, and all with a mask or all without
   * @throws InputException if there are masks and the file takes them at another size than it gives
   */
  void decode(Map<String, OnnxTensor> embedding, List<Tokens> prompts, Answers answers) {
    if (prompts.isEmpty()) {
      return;
    }
    MaskShape s = shape(embedding, prompts.get(0).count());
    boolean masked = prompts.get(0).mask() != null;
    pool.with(
        work -> {
          // Where masks are not batched, one mask would be taken for all.
          PromptBatches batches = masked && !work.prompts.masksAreBatched() ? single : together;
          for (List<Integer> batch : batches.of(prompts, s)) {
            work.run(embedding, batch.stream().map(prompts::get).toList(), s);
            FloatBuffer logits = work.logits.atLeast(0);
            for (int i = 0; i < batch.size(); i++) {
              work.iou.atLeast(0).get(i * s.masks(), work.iouOfPrompt, 0, s.masks());
              answers.accept(batch.get(i), logits, i * s.logits(), work.iouOfPrompt);
            }
          }
          return null;
        });
  }

  @Override
  public void close() {
    model.close();
  }

  /** Runs once on a prompt of no meaning to see what comes out. */
  private MaskShape shape(Map<String, OnnxTensor> embedding, int tokens) {
    MaskShape known = shape;
    if (known == null) {
      known = pool.with(work -> work.probe(embedding, tokens));
      shape = known;
    }
    return known;
  }

  /** Buffers of one call. */
  private final class Work {
    final PromptTensors prompts = new PromptTensors(model.name(), model.io(), names, inputSize);
    final Floats logits = new Floats();
    final Floats iou = new Floats();
    float[] iouOfPrompt = new float[0];

    MaskShape probe(Map<String, OnnxTensor> embedding, int tokens) {
      Tokens prompt = new Tokens(new float[2 * tokens], new float[tokens]);
      List<Tokens> two = batched ? List.of(prompt, prompt) : List.of(prompt);
      Map<String, OnnxTensor> inputs = inputs(embedding, two);
      try (OrtSession.Result result = model.run(inputs, Set.of(names.iou(), names.logits()))) {
        long[] m = shapeOf(result, names.logits());
        long[] i = shapeOf(result, names.iou());
        MaskShape found =
            m.length < 4
                ? new MaskShape(0, 0, 0)
                : new MaskShape(
                    (int) m[m.length - 3], (int) m[m.length - 2], (int) m[m.length - 1]);
        if (!Arrays.equals(m, logitShape(two.size(), found))
            || !Arrays.equals(i, iouShape(two.size(), found))) {
          throw new IllegalStateException(
              "model %s: %d prompts gave masks %s and IoU %s"
                  .formatted(model.name(), two.size(), Arrays.toString(m), Arrays.toString(i)));
        }
        return found;
      } finally {
        closeOwn(inputs);
      }
    }

    void run(Map<String, OnnxTensor> embedding, List<Tokens> some, MaskShape s) {
      int n = some.size();
      if (iouOfPrompt.length != s.masks()) {
        iouOfPrompt = new float[s.masks()];
      }
      Map<String, OnnxTensor> inputs = inputs(embedding, some);
      try (OnnxTensor logitsOut =
              OnnxModel.tensor(logits.atLeast(n * s.logits()), logitShape(n, s));
          OnnxTensor iouOut = OnnxModel.tensor(iou.atLeast(n * s.masks()), iouShape(n, s))) {
        model.run(inputs, Set.of(), Map.of(names.logits(), logitsOut, names.iou(), iouOut)).close();
      } finally {
        closeOwn(inputs);
      }
    }

    private Map<String, OnnxTensor> inputs(Map<String, OnnxTensor> embedding, List<Tokens> some) {
      long[] embedded = shapeOf(embedding.get(names.embeddings().get(0)));
      Map<String, OnnxTensor> inputs = prompts.of(embedded, some);
      inputs.putAll(embedding);
      return inputs;
    }

    private void closeOwn(Map<String, OnnxTensor> inputs) {
      inputs.forEach(
          (name, tensor) -> {
            if (!names.embeddings().contains(name)) {
              tensor.close();
            }
          });
    }
  }

  /** Of all prompts of a batch; some files have the axis of pictures before that of prompts. */
  private long[] logitShape(int n, MaskShape s) {
    return output(names.logits()).rank() == 5
        ? new long[] {1, n, s.masks(), s.height(), s.width()}
        : new long[] {n, s.masks(), s.height(), s.width()};
  }

  private long[] iouShape(int n, MaskShape s) {
    return output(names.iou()).rank() == 3
        ? new long[] {1, n, s.masks()}
        : new long[] {n, s.masks()};
  }

  private TensorSpec output(String name) {
    return model.io().output(name).orElseThrow();
  }

  private static long[] shapeOf(OrtSession.Result result, String output) {
    return shapeOf((OnnxTensor) result.get(output).orElseThrow());
  }

  private static long[] shapeOf(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    return info.getShape();
  }
}
