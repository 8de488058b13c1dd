package hearth.footprint;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Agreement of predicted outlines with the truth inside an area. No value is ever NaN.
 *
 * @param predicted outlines predicted
 * @param truth outlines in the truth
 * @param predictedAreaSquareMetres sum of their areas
 * @param truthAreaSquareMetres sum of their areas
 * @param byThreshold scores by the least IoU of a match: 0.3, 0.5 and 0.7
 * @param bySize scores at IoU 0.5 by the size of a building
 * @param boundaryIou mean boundary IoU of the matches at IoU 0.5; 0 without matches
 * @param outlines how the matches at IoU 0.5 are drawn
 */
public record FootprintScores(
    int predicted,
    int truth,
    double predictedAreaSquareMetres,
    double truthAreaSquareMetres,
    SortedMap<Double, ThresholdScores> byThreshold,
    List<SizeClass> bySize,
    double boundaryIou,
    OutlineScores outlines) {

  /**
   * Buildings of one size. A match belongs to the class of its true outline, so do the misses; a
   * false alarm belongs to the class of its own area.
   *
   * @param fromSquareMetres least area, inclusive
   * @param toSquareMetres greatest area, exclusive; {@link Double#POSITIVE_INFINITY} in the last
   * @param scores at IoU 0.5
   */
  public record SizeClass(double fromSquareMetres, double toSquareMetres, ThresholdScores scores) {
    /** For example {@code 25-100 m²}. */
    public String label() {
      if (fromSquareMetres == 0) {
        return "< %.0f m²".formatted(toSquareMetres);
      }
      if (Double.isInfinite(toSquareMetres)) {
        return ">= %.0f m²".formatted(fromSquareMetres);
      }
      return "%.0f-%.0f m²".formatted(fromSquareMetres, toSquareMetres);
    }
  }

  public FootprintScores {
    byThreshold = Collections.unmodifiableSortedMap(new TreeMap<>(byThreshold));
    bySize = List.copyOf(bySize);
  }

  /** Scores at one of the thresholds. */
  public ThresholdScores at(double iou) {
    ThresholdScores scores = byThreshold.get(iou);
    if (scores == null) {
      throw new IllegalArgumentException("no scores at IoU " + iou + ", only " + byThreshold);
    }
    return scores;
  }

  /** (predicted - true) / true count; 0 without truth. */
  public double relativeCountError() {
    return truth == 0 ? 0 : (predicted - truth) / (double) truth;
  }

  /** (predicted - true) / true total area; 0 without truth. */
  public double relativeAreaError() {
    return truthAreaSquareMetres == 0
        ? 0
        : (predictedAreaSquareMetres - truthAreaSquareMetres) / truthAreaSquareMetres;
  }
}
