package hearth.pipeline;

import java.util.Map;
import java.util.TreeMap;

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

  /** By name of the step, as the ledger keeps them. */
  Map<String, Double> toMap() {
    return new TreeMap<>(
        Map.of(
            "read", read,
            "detect", detect,
            "encode", encode,
            "decode", decode,
            "vectorize", vectorize));
  }

  /** Back from {@link #toMap}; what is not there took no time. */
  static StageSeconds of(Map<String, Double> seconds) {
    return new StageSeconds(
        seconds.getOrDefault("read", 0.0),
        seconds.getOrDefault("detect", 0.0),
        seconds.getOrDefault("encode", 0.0),
        seconds.getOrDefault("decode", 0.0),
        seconds.getOrDefault("vectorize", 0.0));
  }

  public double total() {
    return read + detect + encode + decode + vectorize;
  }
}
