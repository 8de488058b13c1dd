package hearth.raster;

/**
 * How one band of more than 8 bits becomes 0..255: {@code low} and below is 0, {@code high} and
 * above is 255, linear between.
 *
 * @param type GDAL's name of the pixel type it holds for, for example {@code UInt16}
 * @param channel 0 red, 1 green, 2 blue
 * @param low 2nd percentile of the valid pixels
 * @param high 98th percentile of the valid pixels
 */
public record Stretch(String type, int channel, double low, double high) {
  /** A value as 0..255; what is not a number is 0. */
  byte apply(double value) {
    double level = 255 * (value - low) / (high - low);
    return (byte) Math.round(Math.max(0, Math.min(255, Double.isNaN(level) ? 0 : level)));
  }
}
