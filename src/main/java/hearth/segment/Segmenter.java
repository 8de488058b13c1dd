package hearth.segment;

import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.util.List;

/**
 * A promptable segmentation model. Encode a block once, then ask it about any number of objects.
 *
 * <p>Thread-safe: one segmenter serves all workers of a process; each call uses buffers of its own
 * from a pool, so that memory grows with the number of calls at a time, not with the calls.
 */
public interface Segmenter extends AutoCloseable {

  /**
   * Verifies the files of a model, loads them, and picks the implementation by the names and shapes
   * of their inputs and outputs.
   *
   * @throws hearth.geo.InputException if a file is missing, has another checksum, is no ONNX model,
   *     or is of no known contract; if the device cannot be used
   */
  static Segmenter open(ModelSpec spec, Inference inference) {
    return open(spec, inference, SegmenterOptions.DEFAULT);
  }

  /** As {@link #open(ModelSpec, Inference)}, with a say in how it is asked. */
  static Segmenter open(ModelSpec spec, Inference inference, SegmenterOptions options) {
    return SegmenterContract.open(spec, inference, options);
  }

  /** The description it was opened from. */
  ModelSpec spec();

  /** Longest side in pixels of a block that {@link #encode} takes. */
  int inputSize();

  /** Ground metres per pixel that the model wants. */
  double groundResolution();

  /**
   * Makes sure that a box can be asked about.
   *
   * @throws InputException if the model takes points alone, and was not told to take a box for its
   *     centre
   */
  default void requireBoxes() {}

  /**
   * Makes sure that it can be asked about single objects, in tiles as in whole pictures.
   *
   * @throws InputException if it only finds {@link Concept}s
   */
  default void requireObjects() {}

  /** Whether it finds {@link Concept}s, and has no answer about single objects. */
  default boolean findsConcepts() {
    return false;
  }

  /**
   * Every instance of what is named, the surest first.
   *
   * @param embedding made by {@link #encode} or {@link #encodePicture} of this segmenter
   * @throws InputException if the model understands no concepts, or has not room for so many words
   *     or examples
   */
  default List<ConceptInstance> find(Embedding embedding, Concept concept) {
    throw new InputException(
        "model " + spec().name() + " does not find what words name", "Name another segmenter.");
  }

  /**
   * Encodes a tile as it is, never resized: it lies in the upper left of the model's input, the
   * rest is padding. Pixels that are not valid become the model's mean colour.
   *
   * @param block at most {@link #inputSize()} pixels wide and high
   */
  Embedding encode(ImageBlock block);

  /**
   * Encodes a whole picture as SAM's own predictor does: its longest side is scaled to the model's
   * input size, up or down (Kirillov et al. 2023, {@code ResizeLongestSide}).
   */
  Embedding encodePicture(ImageBlock picture);

  /**
   * One mask for each prompt, in the order of the prompts. A model that proposes several masks per
   * prompt answers by {@link MaskChoice#AUTO}.
   *
   * @param embedding made by this segmenter
   */
  default List<ScoredMask> decode(Embedding embedding, List<? extends Prompt> prompts) {
    return decode(embedding, prompts, MaskChoice.AUTO);
  }

  /** One mask for each prompt, chosen as stated. */
  List<ScoredMask> decode(Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice);

  /**
   * One mask for each prompt, after further passes: each is given the prompt again and with it the
   * low-resolution logits of the mask that the pass before has chosen. A mask beside a point leaves
   * no doubt: {@link MaskChoice#AUTO} is {@link MaskChoice#SINGLE} then.
   *
   * @param refinements number of further passes; 0 for none
   * @throws InputException if the model takes no masks as prompts
   */
  default List<ScoredMask> decode(
      Embedding embedding, List<? extends Prompt> prompts, MaskChoice choice, int refinements) {
    if (refinements == 0) {
      return decode(embedding, prompts, choice);
    }
    throw new InputException(
        "model " + spec().name() + " takes no masks as prompts",
        "Leave 'refine' out, or name another segmenter.");
  }

  /**
   * One mask for each prompt that corrects an earlier one: the decoder is given the prompt and,
   * with it, the low-resolution logits of the mask that it made of the earlier prompt, as SAM's own
   * predictor is when somebody clicks where a mask is wrong. {@link MaskChoice#AUTO}.
   *
   * @param earlier what was asked first
   * @param corrected what is asked now, as many and in the same order
   * @throws InputException if the model takes no masks as prompts
   */
  default List<ScoredMask> decodeCorrected(
      Embedding embedding, List<? extends Prompt> earlier, List<? extends Prompt> corrected) {
    throw new InputException(
        "model " + spec().name() + " takes no masks as prompts", "Name another segmenter.");
  }

  /**
   * Masks of the whole block for each prompt, one prompt after the other in any order.
   *
   * @param several false for one mask, {@link MaskChoice#SINGLE}; true for all that the model
   *     proposes where it is in doubt (the last three of four), in its own order
   * @throws InputException if the model makes no such masks
   */
  default void decodeWhole(
      Embedding embedding, List<? extends Prompt> prompts, boolean several, WholeMasks masks) {
    throw new InputException(
        "model " + spec().name() + " gives no masks of a whole picture", "Name another segmenter.");
  }

  /** Takes the masks of one prompt. */
  interface WholeMasks {
    /**
     * @param prompt its place among the prompts
     * @param masks at least one
     */
    void accept(int prompt, List<WholeMask> masks);
  }

  @Override
  void close();
}
