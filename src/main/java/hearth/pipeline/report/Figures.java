package hearth.pipeline.report;

import java.util.Locale;

/** Figures as a person reads them: grouped by commas, a dash for what is not known. */
final class Figures {
  static final String UNKNOWN = "–";

  private static final double KIBI = 1024;

  private Figures() {}

  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String decimals(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    // A difference that rounds to nothing has no sign.
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  /** A small difference: as a plain figure, or as a power of ten where that would read zero. */
  static String difference(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    return value == 0 || Math.abs(value) >= 0.0005
        ? decimals(value, 3)
        : String.format(Locale.ROOT, "%.0e", value);
  }

  /** Seconds, from a minute on as minutes and seconds, from an hour on as hours and minutes. */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return UNKNOWN;
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return decimals(seconds, seconds < 10 ? 2 : 1) + " s";
    }
    return whole < 3600
        ? "%d min %02d s".formatted(whole / 60, whole % 60)
        : "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  static String bytes(double bytes) {
    if (!Double.isFinite(bytes)) {
      return UNKNOWN;
    }
    double mebi = bytes / KIBI / KIBI;
    return mebi < KIBI ? decimals(mebi, 0) + " MiB" : decimals(mebi / KIBI, 2) + " GiB";
  }

  /** One word for one, another for more. */
  static String count(long n, String one, String more) {
    return whole(n) + " " + (n == 1 ? one : more);
  }
}
