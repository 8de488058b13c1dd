package hearth.zonal;

import hearth.geo.InputException;
import java.util.Objects;
import java.util.Optional;

/**
 * Surface models that tell how high a candidate building stands.
 *
 * @param dsm file of the surface model: roofs and trees
 * @param dtm file of the terrain model: bare ground
 * @param minHeightMetres a candidate lower than this is ruled out; one exactly as high stays
 * @param unit {@code metres} or {@code feet} of both files; empty: as the files declare
 */
public record SurfaceOptions(
    String dsm, Optional<String> dtm, double minHeightMetres, Optional<String> unit) {
  /** A garden shed is lower, a hut is not. */
  public static final double DEFAULT_MIN_HEIGHT_METRES = 2.0;

  public SurfaceOptions {
    Objects.requireNonNull(dsm, "dsm");
    Objects.requireNonNull(dtm, "dtm");
    Objects.requireNonNull(unit, "unit");
    if (!(minHeightMetres >= 0) || Double.isInfinite(minHeightMetres)) {
      throw new InputException(
          "surface min-height " + minHeightMetres + " is not a height",
          "Give metres above the ground, such as 2.0.");
    }
  }
}
