package hearth.segment;

import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the scores of a detector and of the segmenter that cuts its boxes are worth, measured on
 * validation places: the probability that an outline matches a true building at IoU 0.5, and the
 * precision of boxes above a score.
 *
 * <p>The probability is Platt's (1999) sigmoid of the log odds of score times predicted IoU. It
 * grows with both, so that it orders detections as they are.
 *
 * @param segmenter name of the segmenter with which it was measured; for another it says nothing
 * @param slope of the sigmoid, positive
 * @param intercept of the sigmoid
 * @param precisions by rising score; may be empty
 */
public record Calibration(
    String segmenter, double slope, double intercept, List<Precision> precisions) {
  /** So near to 0 and 1 log odds are still finite. */
  private static final double MARGIN = 1e-6;

  /**
   * Share of the outlines above a score that match a true building.
   *
   * @param score of boxes
   * @param precision in 0..1
   */
  public record Precision(double score, double precision) {}

  public Calibration {
    precisions = List.copyOf(precisions);
  }

  /**
   * The calibration in a detector's description; empty where it has none.
   *
   * @throws InputException for one that is not understood
   */
  public static Optional<Calibration> of(ModelSpec spec) {
    Map<String, Object> given = spec.calibration();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    double slope = number(spec, given, "slope");
    if (!(slope > 0)) {
      throw refused(spec, "slope is not positive");
    }
    return Optional.of(
        new Calibration(
            String.valueOf(given.get("segmenter")),
            slope,
            number(spec, given, "intercept"),
            precisions(spec, given.get("precision"))));
  }

  private static List<Precision> precisions(ModelSpec spec, Object given) {
    if (given == null) {
      return List.of();
    }
    if (!(given instanceof Map<?, ?> table)) {
      throw refused(spec, "precision is no table of scores");
    }
    List<Precision> all = new ArrayList<>();
    table.forEach(
        (score, precision) -> {
          if (!(precision instanceof Number p)) {
            throw refused(spec, "precision at score " + score + " is no number");
          }
          try {
            all.add(new Precision(Double.parseDouble(String.valueOf(score)), p.doubleValue()));
          } catch (NumberFormatException e) {
            throw refused(spec, "precision: " + score + " is no score");
          }
        });
    all.sort(Comparator.comparingDouble(Precision::score));
    return all;
  }

  private static double number(ModelSpec spec, Map<String, Object> given, String key) {
    if (given.get(key) instanceof Number n && Double.isFinite(n.doubleValue())) {
      return n.doubleValue();
    }
    throw refused(spec, key + " is not a number");
  }

  private static InputException refused(ModelSpec spec, String what) {
    return new InputException(
        "model %s: its calibration is not understood: %s".formatted(spec.name(), what),
        "It has segmenter, slope, intercept and precision by score.");
  }

  /**
   * Probability that an outline is a building.
   *
   * @param score of the box, in 0..1
   * @param predictedIou the segmenter's own estimate of its mask
   */
  public double probability(double score, double predictedIou) {
    double strength = Math.max(MARGIN, Math.min(1 - MARGIN, score * predictedIou));
    double logOdds = Math.log(strength / (1 - strength));
    return 1 / (1 + Math.exp(-(slope * logOdds + intercept)));
  }

  /**
   * The least score above which boxes had that precision on the validation places, and at every
   * higher score of the table too; between two scores of the table in proportion.
   *
   * @throws InputException if the table does not reach it
   */
  public double scoreFor(double precision, String detector) {
    double best = precisions.stream().mapToDouble(Precision::precision).max().orElse(0);
    int from = precisions.size();
    while (from > 0 && precisions.get(from - 1).precision() >= precision) {
      from--;
    }
    if (from == precisions.size()) {
      throw new InputException(
          "model %s: no score is known to give a precision of %s".formatted(detector, precision),
          best == 0
              ? "Its description has no table of precisions: give --score-threshold."
              : "On validation places it reached %.3f: ask for less, or give --score-threshold."
                  .formatted(best));
    }
    Precision above = precisions.get(from);
    if (from == 0) {
      return above.score();
    }
    Precision below = precisions.get(from - 1);
    double share = (precision - below.precision()) / (above.precision() - below.precision());
    return below.score() + share * (above.score() - below.score());
  }
}
