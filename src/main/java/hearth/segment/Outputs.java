package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Reads what a model gave. */
final class Outputs {
  private Outputs() {}

  /**
   * The numbers of a tensor: its own memory where that is known, else a copy.
   *
   * @param tensor of float32
   */
  static FloatBuffer floats(OnnxTensor tensor) {
    return tensor.getBufferRef().map(FloatBuffer.class::cast).orElseGet(tensor::getFloatBuffer);
  }

  /** Whole numbers of a tensor, whatever type the export chose for them. */
  static int[] integers(OnnxTensor tensor) {
    int[] all;
    switch (tensor.getInfo().type) {
      case INT64 -> {
        LongBuffer b = tensor.getLongBuffer();
        all = new int[b.remaining()];
        for (int i = 0; i < all.length; i++) {
          all[i] = Math.toIntExact(b.get(i));
        }
      }
      case INT32 -> {
        all = new int[tensor.getIntBuffer().remaining()];
        tensor.getIntBuffer().get(all);
      }
      default -> {
        FloatBuffer b = tensor.getFloatBuffer();
        all = new int[b.remaining()];
        for (int i = 0; i < all.length; i++) {
          all[i] = (int) b.get(i);
        }
      }
    }
    return all;
  }

  /** A score that is no number is a broken model or a broken input, not an empty scene. */
  static void checkScore(float score) {
    if (Float.isNaN(score)) {
      throw new IllegalStateException("the detector gave a score that is not a number");
    }
  }
}
