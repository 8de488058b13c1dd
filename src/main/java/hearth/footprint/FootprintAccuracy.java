package hearth.footprint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.locationtech.jts.geom.Geometry;

/**
 * Predicted outlines against the truth.
 *
 * <ol>
 *   <li>Both sides are clipped to the area in which the truth is complete ({@link AreaClip}).
 *   <li>Outlines are matched one to one by falling IoU ({@link Matching#oneToOne}); a match at a
 *       threshold has at least that IoU.
 *   <li>Precision, recall, F1 and the mean IoU of the matches are given at IoU 0.3, 0.5 and 0.7, at
 *       0.5 also by size.
 *   <li>How outlines are drawn is told of the matches at 0.5: mean boundary IoU ({@link
 *       BoundaryIou}), PoLiS distance, number of corners and direction ({@link OutlineScores}).
 * </ol>
 */
public final class FootprintAccuracy {
  /** Least IoU of a match for the figures that have a single one. */
  public static final double MAIN_IOU = 0.5;

  private static final double[] THRESHOLDS = {0.3, MAIN_IOU, 0.7};
  private static final double[] SIZES = {0, 25, 100, 400, Double.POSITIVE_INFINITY};

  private FootprintAccuracy() {}

  /**
   * Scores of predicted outlines. The order of the lists plays no part.
   *
   * @param predicted valid polygons and multipolygons in a metric system
   * @param truth the same, in the same system
   * @param area where the truth is complete, valid, in the same system; none: everywhere
   */
  public static FootprintScores evaluate(
      List<? extends Geometry> predicted,
      List<? extends Geometry> truth,
      Optional<? extends Geometry> area) {
    List<Geometry> found = inOrder(predicted, area);
    List<Geometry> real = inOrder(truth, area);
    List<Overlap> matches = Matching.oneToOne(Overlaps.between(found, real, THRESHOLDS[0]));

    SortedMap<Double, ThresholdScores> byThreshold = new TreeMap<>();
    for (double threshold : THRESHOLDS) {
      byThreshold.put(threshold, total(reaching(matches, threshold), found.size(), real.size()));
    }
    List<Overlap> main = reaching(matches, MAIN_IOU);
    return new FootprintScores(
        found.size(),
        real.size(),
        sumOfAreas(found),
        sumOfAreas(real),
        byThreshold,
        bySize(main, found, real),
        main.stream()
            .mapToDouble(m -> BoundaryIou.of(found.get(m.left()), real.get(m.right())))
            .average()
            .orElse(0),
        OutlineQuality.of(main, found, real));
  }

  private static List<Geometry> inOrder(
      List<? extends Geometry> outlines, Optional<? extends Geometry> area) {
    List<Geometry> clipped =
        area.isPresent() ? new AreaClip(area.get()).clip(outlines) : new ArrayList<>(outlines);
    clipped.sort(OutlineOrder.INSTANCE);
    return clipped;
  }

  private static List<Overlap> reaching(List<Overlap> matches, double iou) {
    return matches.stream().filter(m -> m.iou() >= iou).toList();
  }

  private static ThresholdScores total(List<Overlap> matches, int predicted, int truth) {
    return ThresholdScores.of(
        matches.size(),
        predicted - matches.size(),
        truth - matches.size(),
        matches.stream().mapToDouble(Overlap::iou).sum());
  }

  private static double sumOfAreas(List<Geometry> outlines) {
    return outlines.stream().mapToDouble(Geometry::getArea).sum();
  }

  private static List<FootprintScores.SizeClass> bySize(
      List<Overlap> matches, List<Geometry> found, List<Geometry> real) {
    int classes = SIZES.length - 1;
    int[] hits = new int[classes];
    int[] alarms = new int[classes];
    int[] misses = new int[classes];
    double[] ious = new double[classes];
    BitSet foundMatched = new BitSet();
    BitSet realMatched = new BitSet();
    for (Overlap match : matches) {
      int c = sizeClass(match.rightSquareMetres());
      hits[c]++;
      ious[c] += match.iou();
      foundMatched.set(match.left());
      realMatched.set(match.right());
    }
    countOthers(found, foundMatched, alarms);
    countOthers(real, realMatched, misses);
    List<FootprintScores.SizeClass> result = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      result.add(
          new FootprintScores.SizeClass(
              SIZES[c], SIZES[c + 1], ThresholdScores.of(hits[c], alarms[c], misses[c], ious[c])));
    }
    return result;
  }

  private static void countOthers(List<Geometry> outlines, BitSet matched, int[] counts) {
    for (int i = matched.nextClearBit(0); i < outlines.size(); i = matched.nextClearBit(i + 1)) {
      counts[sizeClass(outlines.get(i).getArea())]++;
    }
  }

  private static int sizeClass(double squareMetres) {
    int c = 0;
    while (squareMetres >= SIZES[c + 1]) {
      c++;
    }
    return c;
  }
}
