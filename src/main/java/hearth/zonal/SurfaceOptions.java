package hearth.zonal;

import hearth.geo.InputException;
import java.util.Objects;
import java.util.Optional;

/**
 * Surface models that tell how high a candidate building stands.
 *
 * @param dsm file of the surface model: roofs and trees
 * @param dtm file of the terrain model: bare ground; without one it is estimated from the surface
 * @param minHeightMetres least height, see {@link HeightRule}
 * @param maxSlopeDegrees steepest ground that houses stand on, where pixels are too coarse for
 *     heights
 * @param unit {@code metres} or {@code feet} of both files; empty: as the files declare
 */
public record SurfaceOptions(
    String dsm,
    Optional<String> dtm,
    double minHeightMetres,
    double maxSlopeDegrees,
    Optional<String> unit) {
  /** A garden shed is lower, a hut is not. */
  public static final double DEFAULT_MIN_HEIGHT_METRES = 2.0;

  /** Terraces of hill towns are steep; no house stands on a face of 35°. */
  public static final double DEFAULT_MAX_SLOPE_DEGREES = 35;

  public SurfaceOptions {
    Objects.requireNonNull(dsm, "dsm");
    Objects.requireNonNull(dtm, "dtm");
    Objects.requireNonNull(unit, "unit");
    if (!(minHeightMetres >= 0) || Double.isInfinite(minHeightMetres)) {
      throw new InputException(
          "surface min-height " + minHeightMetres + " is not a height",
          "Give metres above the ground, such as 2.0.");
    }
    if (!(maxSlopeDegrees > 0 && maxSlopeDegrees <= 90)) {
      throw new InputException(
          "surface max-slope " + maxSlopeDegrees + " is no slope", "Give degrees, such as 35.");
    }
  }
}
