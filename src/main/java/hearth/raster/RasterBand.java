package hearth.raster;

import java.util.Objects;

/**
 * A band to write.
 *
 * @param name its description in the file
 * @param overview what a coarser cell holds of the four below it
 * @param values the numbers
 */
public record RasterBand(String name, Overview overview, FloatBlocks values) {
  /** How overviews are made. */
  public enum Overview {
    /** Amounts, such as persons: the total stays the same at every level. */
    SUM,
    /** Densities and shares: the mean weighted by the cells' ground areas. */
    MEAN
  }

  public RasterBand {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(overview, "overview");
    Objects.requireNonNull(values, "values");
  }
}
