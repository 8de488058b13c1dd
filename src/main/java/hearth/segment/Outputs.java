package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/** What a model gave, by name; only good while the call that ran it lasts. */
final class Outputs {
  private final OrtSession.Result result;
  private final Map<String, FloatBuffer> own;

  /**
   * @param own buffers that the model wrote into, for those outputs that had one
   */
  Outputs(OrtSession.Result result, Map<String, FloatBuffer> own) {
    this.result = result;
    this.own = own;
  }

  /** The numbers of an output of float32: its own buffer where it has one, else a copy. */
  FloatBuffer floats(TensorSpec output) {
    FloatBuffer buffer = own.get(output.name());
    return buffer != null ? buffer : tensor(output).getFloatBuffer();
  }

  /** Whole numbers, whatever type the export chose for them. */
  int[] integers(TensorSpec output) {
    FloatBuffer buffer = own.get(output.name());
    OnnxTensor tensor = buffer != null ? null : tensor(output);
    int[] all;
    if (tensor != null && tensor.getLongBuffer() != null) {
      LongBuffer b = tensor.getLongBuffer();
      all = new int[b.remaining()];
      for (int i = 0; i < all.length; i++) {
        all[i] = Math.toIntExact(b.get(i));
      }
    } else if (tensor != null && tensor.getIntBuffer() != null) {
      IntBuffer b = tensor.getIntBuffer();
      all = new int[b.remaining()];
      b.get(all);
    } else {
      FloatBuffer b = floats(output);
      all = new int[b.capacity()];
      for (int i = 0; i < all.length; i++) {
        all[i] = (int) b.get(i);
      }
    }
    return all;
  }

  private OnnxTensor tensor(TensorSpec output) {
    return (OnnxTensor) result.get(output.name()).orElseThrow();
  }

  /** A score that is no number is a broken model or a broken input, not an empty scene. */
  static void checkScore(float score) {
    if (Float.isNaN(score)) {
      throw new IllegalStateException("the model gave a score that is not a number");
    }
  }
}
