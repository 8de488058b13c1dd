package hearth.vectorize;

/**
 * How masks become polygons. Lengths and areas are in pixels of the block.
 *
 * @param tolerancePx farthest that the simplified outline may lie from the traced one; 0 keeps it
 *     as traced
 * @param minimumAreaPx polygons smaller than this are dropped
 * @param minimumHoleAreaPx holes smaller than this are filled
 */
public record VectorizeOptions(double tolerancePx, double minimumAreaPx, double minimumHoleAreaPx) {

  /** As traced: nothing simplified, nothing dropped. */
  public static final VectorizeOptions EXACT = new VectorizeOptions(0, 0, 0);

  public VectorizeOptions {
    if (!(tolerancePx >= 0 && minimumAreaPx >= 0 && minimumHoleAreaPx >= 0)) {
      throw new IllegalArgumentException(
          "tolerance %s, minimum area %s, minimum hole area %s"
              .formatted(tolerancePx, minimumAreaPx, minimumHoleAreaPx));
    }
  }
}
