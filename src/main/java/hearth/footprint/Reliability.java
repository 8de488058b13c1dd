package hearth.footprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * Whether probabilities mean what they say: of the outlines given 0.8, eight in ten should match a
 * true building at IoU 0.5 (reliability diagram; Guo et al. 2017, "On Calibration of Modern Neural
 * Networks").
 *
 * @param outlines that carry a probability
 * @param expectedCalibrationError mean distance of what was promised from what came true, weighed
 *     with the outlines in each of ten bins of equal width
 * @param bins those that hold an outline, by rising probability
 */
public record Reliability(int outlines, double expectedCalibrationError, List<Bin> bins) {
  private static final int BINS = 10;

  /**
   * Outlines of about one probability.
   *
   * @param from least probability, inclusive
   * @param to greatest, exclusive but for 1
   * @param outlines how many
   * @param promised their mean probability
   * @param matched the share that has a partner in the truth
   */
  public record Bin(double from, double to, int outlines, double promised, double matched) {}

  /**
   * An outline after the comparison.
   *
   * @param evidence what spoke for it
   * @param iou with its partner in the truth; 0 without one
   */
  public record Judged(Evidence evidence, double iou) {
    /** Whether it counts as found. */
    public boolean isMatched() {
      return iou >= FootprintAccuracy.MAIN_IOU;
    }
  }

  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Matches outlines with the truth one to one by falling IoU ({@link Matching}), both clipped to
   * the area.
   *
   * @return those inside the area, in the order given
   */
  public static List<Judged> judge(
      List<ScoredOutline> predicted,
      List<? extends Geometry> truth,
      Optional<? extends Geometry> area) {
    Optional<AreaClip> clip = area.map(AreaClip::new);
    List<Geometry> found = new ArrayList<>();
    List<Evidence> evidence = new ArrayList<>();
    for (ScoredOutline p : predicted) {
      for (Geometry inside :
          clip.map(c -> c.clip(List.of(p.outline()))).orElseGet(() -> List.of(p.outline()))) {
        found.add(inside);
        evidence.add(p.evidence());
      }
    }
    List<? extends Geometry> real = clip.isPresent() ? clip.get().clip(truth) : truth;
    double[] iou = new double[found.size()];
    for (Overlap match :
        Matching.oneToOne(Overlaps.between(found, real, FootprintAccuracy.MAIN_IOU))) {
      iou[match.left()] = match.iou();
    }
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < iou.length; i++) {
      judged.add(new Judged(evidence.get(i), iou[i]));
    }
    return judged;
  }

  /** Of outlines that carry a probability; empty if none does. */
  public static Optional<Reliability> of(List<Judged> judged) {
    int[] outlines = new int[BINS];
    double[] promised = new double[BINS];
    int[] matched = new int[BINS];
    int all = 0;
    for (Judged j : judged) {
      double p = j.evidence().pBuilding();
      if (!Double.isNaN(p)) {
        int bin = Math.max(0, Math.min(BINS - 1, (int) (p * BINS)));
        all++;
        outlines[bin]++;
        promised[bin] += p;
        matched[bin] += j.isMatched() ? 1 : 0;
      }
    }
    if (all == 0) {
      return Optional.empty();
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int i = 0; i < BINS; i++) {
      if (outlines[i] > 0) {
        bins.add(
            new Bin(
                (double) i / BINS,
                (i + 1.0) / BINS,
                outlines[i],
                promised[i] / outlines[i],
                (double) matched[i] / outlines[i]));
        error += Math.abs(promised[i] - matched[i]) / all;
      }
    }
    return Optional.of(new Reliability(all, error, bins));
  }
}
