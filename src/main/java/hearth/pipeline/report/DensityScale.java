package hearth.pipeline.report;

import java.awt.Color;
import java.util.Locale;

/**
 * Classes of persons per cell with their colours: ColorBrewer's YlOrRd in five classes, safe for
 * colour-blind readers and readable in grey.
 */
final class DensityScale {
  private static final int[] COLOURS = {0xFFFFB2, 0xFECC5C, 0xFD8D3C, 0xF03B20, 0xBD0026};

  private final double step;
  private final int classes;

  private DensityScale(double step, int classes) {
    this.step = step;
    this.classes = classes;
  }

  /** Even classes with round limits, at most five, so that the largest value lies in the last. */
  static DensityScale covering(float[] persons) {
    double max = 0;
    for (float p : persons) {
      if (p > max) {
        max = p;
      }
    }
    double step = max == 0 ? 1 : roundUp(max / COLOURS.length);
    return new DensityScale(step, (int) Math.max(1, Math.ceil(max / step - 1e-9)));
  }

  /** The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 times a power of ten. */
  static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double factor : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
      if (factor * power >= value * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  int classes() {
    return classes;
  }

  /** Class of a positive figure. */
  int classOf(double persons) {
    return (int) Math.max(0, Math.min(classes - 1.0, Math.ceil(persons / step - 1e-9) - 1));
  }

  Color colour(int index) {
    // With fewer classes than colours, the darkest stands for the largest all the same.
    int last = COLOURS.length - 1;
    int at = classes == 1 ? last : Math.round((float) index * last / (classes - 1));
    return new Color(COLOURS[at]);
  }

  /** Limits in words, for example {@code 20–40}. */
  String label(int index) {
    return number(index * step) + "–" + number((index + 1) * step);
  }

  private String number(double value) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    boolean half = Math.abs(step * Math.pow(10, decimals) % 1) > 1e-6;
    return String.format(Locale.ROOT, "%,." + (half ? decimals + 1 : decimals) + "f", value);
  }
}
