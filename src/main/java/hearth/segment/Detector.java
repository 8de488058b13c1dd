package hearth.segment;

import hearth.raster.ImageBlock;
import java.util.List;

/**
 * Finds boxes in a block.
 *
 * <p>Thread-safe: one detector serves all workers of a process.
 */
public final class Detector implements AutoCloseable {
  private Detector() {}

  public static Detector open(ModelSpec spec, Inference inference) {
    throw new UnsupportedOperationException();
  }

  /** The description it was opened from. */
  public ModelSpec spec() {
    throw new UnsupportedOperationException();
  }

  /** Side in pixels of the model's input: a block of this size is not scaled. */
  public int inputSize() {
    throw new UnsupportedOperationException();
  }

  /** Ground metres per pixel that the model wants. */
  public double groundResolution() {
    throw new UnsupportedOperationException();
  }

  /**
   * Boxes in the block, by falling score.
   *
   * @return boxes above the model's score threshold after non-maximum suppression, cut to the
   *     block; those whose centre lies on pixels that are not valid are left out
   */
  public List<DetectedBox> detect(ImageBlock block) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
