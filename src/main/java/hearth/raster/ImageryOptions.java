package hearth.raster;

import hearth.geo.InputException;
import java.util.List;
import java.util.Objects;

/**
 * How imagery is read.
 *
 * @param bands numbers, from 1, of the bands to use as red, green and blue, or one number for
 *     panchromatic imagery. Empty: the bands that the file calls red, green and blue, else 1, 2, 3,
 *     else 1 where there are fewer than three
 * @param blank what is made of large areas of one constant colour
 */
public record ImageryOptions(List<Integer> bands, BlankPolicy blank) {
  /** Bands by the file's own word, blank areas left out. */
  public static final ImageryOptions DEFAULT = new ImageryOptions(List.of(), BlankPolicy.DETECT);

  public ImageryOptions {
    bands = List.copyOf(bands);
    Objects.requireNonNull(blank, "blank");
    if (!(bands.isEmpty() || bands.size() == 1 || bands.size() == 3)) {
      throw new InputException(
          "bands: %s names %d bands".formatted(bands, bands.size()),
          "Name three (red, green, blue), or one for panchromatic imagery.");
    }
    for (int band : bands) {
      if (band < 1) {
        throw new InputException("bands: there is no band " + band, "Bands are counted from 1.");
      }
    }
  }
}
