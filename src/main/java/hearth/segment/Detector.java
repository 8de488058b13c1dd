package hearth.segment;

import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.util.List;

/**
 * Finds boxes in a block.
 *
 * <p>Thread-safe: one detector serves all workers of a process; each call uses buffers of its own.
 */
public interface Detector extends AutoCloseable {
  /** Most boxes of one block, the best ones: a dense town has some 300 houses a tile. */
  int MOST_BOXES = 3000;

  /**
   * Verifies the files of a model, loads them, and tells their layout by the names and shapes of
   * what they take and give.
   *
   * @throws InputException if a file is missing, has another checksum, is no ONNX model, or is of
   *     no known layout; if the device cannot be used
   */
  static Detector open(ModelSpec spec, Inference inference) {
    return open(spec, inference, DetectorOptions.DEFAULT);
  }

  /**
   * As {@link #open(ModelSpec, Inference)}, for some classes, with suppression across classes, or
   * for what a text names.
   *
   * @throws InputException also for a class that the model does not know, and for a text that it
   *     does not understand or lacks
   */
  static Detector open(ModelSpec spec, Inference inference, DetectorOptions options) {
    if (spec.kind() != ModelKind.DETECTOR) {
      throw new InputException(
          "model " + spec.name() + " is a " + spec.kind().key() + ", not a detector",
          "Name a detector.");
    }
    return spec.files().containsKey(ModelRoles.TOKENIZER)
        ? GroundingDino.open(spec, inference, options)
        : BoxDetector.open(spec, inference, options);
  }

  /** The description it was opened from. */
  ModelSpec spec();

  /** Side in pixels of the model's input: a block of this size is not scaled. */
  int inputSize();

  /** Ground metres per pixel that the model wants. */
  double groundResolution();

  /**
   * Boxes in a tile, by falling score. Pixels that are not valid are of one neutral colour to the
   * model.
   *
   * @return at most {@link #MOST_BOXES} boxes above the model's score threshold, after non-maximum
   *     suppression where the model leaves it to its caller, cut to the block; those whose centre
   *     lies on pixels that are not valid are left out
   */
  List<DetectedBox> detect(ImageBlock block);

  /** Boxes in a whole picture, which is scaled up or down to fit, as the reference code does it. */
  List<DetectedBox> detectPicture(ImageBlock picture);

  @Override
  void close();
}
