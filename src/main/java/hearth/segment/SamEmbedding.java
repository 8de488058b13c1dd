package hearth.segment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a SAM encoder made of a block; it stays where ONNX Runtime put it. Of a model that is not
 * divided: the prepared block itself.
 */
final class SamEmbedding implements Embedding {
  private final SamSegmenter owner;
  private final Map<String, OnnxTensor> tensors;
  private final Runnable release;
  private final SamFrame frame;

  private SamEmbedding(
      SamSegmenter owner, Map<String, OnnxTensor> tensors, Runnable release, SamFrame frame) {
    this.owner = owner;
    this.tensors = tensors;
    this.release = release;
    this.frame = frame;
  }

  /**
   * @param result what the encoder gave; belongs to the embedding from now on
   */
  static SamEmbedding of(
      SamSegmenter owner, List<String> names, OrtSession.Result result, SamFrame frame) {
    Map<String, OnnxTensor> tensors = new TreeMap<>();
    names.forEach(n -> tensors.put(n, (OnnxTensor) result.get(n).orElseThrow()));
    return new SamEmbedding(owner, tensors, result::close, frame);
  }

  /**
   * @param image belongs to the embedding from now on
   */
  static SamEmbedding of(SamSegmenter owner, String name, OnnxTensor image, SamFrame frame) {
    return new SamEmbedding(owner, Map.of(name, image), image::close, frame);
  }

  /** An embedding that was kept. */
  static SamEmbedding of(
      SamSegmenter owner, Map<String, EmbeddingCache.Numbers> kept, SamFrame frame) {
    Map<String, OnnxTensor> tensors = new TreeMap<>();
    kept.forEach((name, n) -> tensors.put(name, OnnxModel.tensor(n.data(), n.shape())));
    return new SamEmbedding(
        owner, tensors, () -> tensors.values().forEach(OnnxTensor::close), frame);
  }

  /** Its parts as numbers, to be kept. */
  Map<String, EmbeddingCache.Numbers> numbers() {
    Map<String, EmbeddingCache.Numbers> numbers = new TreeMap<>();
    tensors.forEach(
        (name, t) ->
            numbers.put(
                name, new EmbeddingCache.Numbers(t.getInfo().getShape(), t.getFloatBuffer())));
    return numbers;
  }

  SamSegmenter owner() {
    return owner;
  }

  /** Its parts by name. */
  Map<String, OnnxTensor> tensors() {
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
    release.run();
  }
}
