package hearth.segment;

/** How a family of segmenters lays out its inputs and outputs. */
final class SegmenterContract {
  private SegmenterContract() {}

  static Segmenter open(ModelSpec spec, Inference inference) {
    throw new UnsupportedOperationException();
  }
}
