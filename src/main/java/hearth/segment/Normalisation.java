package hearth.segment;

import java.util.List;

/** What a pixel value becomes before a model sees it: {@code (value - mean) / std}, by channel. */
final class Normalisation {
  private final float[][] table = new float[3][256];

  Normalisation(List<Double> mean, List<Double> std) {
    for (int channel = 0; channel < 3; channel++) {
      float m = mean.get(channel).floatValue();
      float s = std.get(channel).floatValue();
      for (int value = 0; value < 256; value++) {
        table[channel][value] = (value - m) / s;
      }
    }
  }

  /** The results for the values 0 to 255 of a channel (red, green, blue); not to be written to. */
  float[] of(int channel) {
    return table[channel];
  }
}
