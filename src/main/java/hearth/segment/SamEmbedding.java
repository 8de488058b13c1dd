package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

/** What a SAM encoder made of a block; it stays where ONNX Runtime put it. */
final class SamEmbedding implements Embedding {
  private final SamSegmenter owner;
  private final OrtSession.Result result;
  private final SamFrame frame;

  SamEmbedding(SamSegmenter owner, OrtSession.Result result, SamFrame frame) {
    this.owner = owner;
    this.result = result;
    this.frame = frame;
  }

  SamSegmenter owner() {
    return owner;
  }

  OnnxTensor tensor() {
    return (OnnxTensor) result.get(0);
  }

  SamFrame frame() {
    return frame;
  }

  @Override
  public int blockWidth() {
    return frame.blockWidth();
  }

  @Override
  public int blockHeight() {
    return frame.blockHeight();
  }

  @Override
  public void close() {
    result.close();
  }
}
