package hearth.pipeline;

/**
 * Seconds that the steps of a tile took; sums over tiles by {@link #plus}.
 *
 * @param read imagery to blocks
 * @param detect the detector, with its pre- and post-processing
 * @param encode the segmenter's encoder
 * @param decode the segmenter's decoder, all prompts
 * @param vectorize masks to polygons
 */
public record StageSeconds(
    double read, double detect, double encode, double decode, double vectorize) {
  public static final StageSeconds ZERO = new StageSeconds(0, 0, 0, 0, 0);

  public StageSeconds plus(StageSeconds other) {
    return new StageSeconds(
        read + other.read,
        detect + other.detect,
        encode + other.encode,
        decode + other.decode,
        vectorize + other.vectorize);
  }

  public double total() {
    return read + detect + encode + decode + vectorize;
  }
}
