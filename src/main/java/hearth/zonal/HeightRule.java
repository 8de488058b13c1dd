package hearth.zonal;

import hearth.footprint.Building;
import hearth.footprint.HeightEvidence;
import hearth.footprint.HeightVerdict;
import hearth.footprint.Source;
import hearth.footprint.Status;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of a candidate by its height. From {@value #DOUBT_METRES} m above the least height
 * on it stands; from there down to as much below the score falls to a half, since neither model nor
 * outline is better than that; lower ones are rejected. Buildings of OpenStreetMap are measured
 * like all, and never rejected.
 */
record HeightRule(double minHeightMetres, double maxSlopeDegrees) {
  /** Half the width of the band in which a surface model cannot tell. */
  static final double DOUBT_METRES = 0.5;

  /** Of the score, at the lower end of that band. */
  private static final double LEAST_FACTOR = 0.5;

  /** Heights are differences of floats: a candidate exactly at a limit is not below it. */
  private static final double ROUNDING_METRES = 1e-3;

  /** By height above the ground. */
  Building byHeight(Building b, double height, PlaneFit ground) {
    if (Double.isNaN(height)) {
      return b.withSurface(evidence(Double.NaN, ground, HeightVerdict.NO_EVIDENCE));
    }
    double above = height + ROUNDING_METRES - minHeightMetres;
    HeightVerdict verdict =
        above >= DOUBT_METRES
            ? HeightVerdict.STANDS
            : above >= -DOUBT_METRES ? HeightVerdict.DOUBTFUL : HeightVerdict.TOO_LOW;
    Building measured = b.withSurface(evidence(height, ground, verdict));
    if (isMapped(b)) {
      return measured;
    }
    return switch (verdict) {
      case DOUBTFUL -> {
        double share = (above + DOUBT_METRES) / (2 * DOUBT_METRES);
        yield measured.withEvidence(
            b.evidence().weakened(LEAST_FACTOR + (1 - LEAST_FACTOR) * share));
      }
      case TOO_LOW -> measured.withStatus(Status.REJECTED, tooLow(height));
      default -> measured;
    };
  }

  /** By the slope alone, where pixels are too coarse for heights. */
  Building bySlope(Building b, PlaneFit ground) {
    double slope = ground.slopeDegrees();
    HeightVerdict verdict =
        Double.isNaN(slope)
            ? HeightVerdict.NO_EVIDENCE
            : slope > maxSlopeDegrees ? HeightVerdict.TOO_STEEP : HeightVerdict.NOT_STEEP;
    Building measured = b.withSurface(evidence(Double.NaN, ground, verdict));
    return verdict.rejects() && !isMapped(b)
        ? measured.withStatus(
            Status.REJECTED,
            String.format(Locale.ROOT, "slope %.1f° > %.1f°", slope, maxSlopeDegrees))
        : measured;
  }

  private static HeightEvidence evidence(double height, PlaneFit ground, HeightVerdict verdict) {
    return new HeightEvidence(
        height, ground.slopeDegrees(), ground.residualMetres(), Optional.of(verdict));
  }

  private static boolean isMapped(Building b) {
    return b.source() == Source.OSM || b.source() == Source.BOTH;
  }

  private String tooLow(double height) {
    return String.format(Locale.ROOT, "height %.1f m < %.1f m", height, minHeightMetres);
  }
}
