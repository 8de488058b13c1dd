package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a SAM encoder made of a block; it stays where ONNX Runtime put it. */
final class SamEmbedding implements Embedding {
  private final SamSegmenter owner;
  private final List<String> names;
  private final OrtSession.Result result;
  private final SamFrame frame;

  SamEmbedding(SamSegmenter owner, List<String> names, OrtSession.Result result, SamFrame frame) {
    this.owner = owner;
    this.names = names;
    this.result = result;
    this.frame = frame;
  }

  SamSegmenter owner() {
    return owner;
  }

  /** Its parts by name. */
  Map<String, OnnxTensor> tensors() {
    Map<String, OnnxTensor> tensors = new TreeMap<>();
    names.forEach(n -> tensors.put(n, (OnnxTensor) result.get(n).orElseThrow()));
    return tensors;
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
