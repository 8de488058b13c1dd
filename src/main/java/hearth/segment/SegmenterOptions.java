package hearth.segment;

/**
 * How a segmenter is asked.
 *
 * @param boxesAsPoints whether a model that takes points alone is asked about a box by its centre
 */
public record SegmenterOptions(boolean boxesAsPoints) {
  /** A box is a box. */
  public static final SegmenterOptions DEFAULT = new SegmenterOptions(false);
}
