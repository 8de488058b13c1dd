package hearth.segment;

import java.util.List;

/** What a pixel value becomes before a model sees it: {@code (value - mean) / std}, by channel. */
final class Normalisation {
  /** Pixels in 0..1, for models that do the rest themselves. */
  static final Normalisation UNIT =
      new Normalisation(List.of(0.0, 0.0, 0.0), List.of(255.0, 255.0, 255.0));

  private final float[][] table = new float[3][256];
  private final float[] mean = new float[3];
  private final float[] std = new float[3];

  Normalisation(List<Double> mean, List<Double> std) {
    for (int channel = 0; channel < 3; channel++) {
      this.mean[channel] = mean.get(channel).floatValue();
      this.std[channel] = std.get(channel).floatValue();
      for (int value = 0; value < 256; value++) {
        table[channel][value] = of(channel, value);
      }
    }
  }

  /** The result for a value between whole ones. */
  float of(int channel, float value) {
    return (value - mean[channel]) / std[channel];
  }

  /** The results for the values 0 to 255 of a channel (red, green, blue); not to be written to. */
  float[] of(int channel) {
    return table[channel];
  }
}
