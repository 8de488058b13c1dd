package hearth.footprint;

import java.util.Objects;
import java.util.Optional;

/**
 * What was measured when a candidate was compared with the map. Measured figures are kept whatever
 * the rules made of them, so that other rules can be replayed. Figures are NaN where nothing was
 * compared.
 *
 * @param iou intersection over union of the detection and the OSM outline
 * @param insideSmaller intersection over the area of the smaller of the two
 * @param insideDetection intersection over the area of the detection
 * @param imagedShare share of the OSM outline that the imagery shows
 * @param detection the detection that an OSM outline stands for; empty for all other candidates,
 *     which are the detection themselves or have none
 */
public record Comparison(
    double iou,
    double insideSmaller,
    double insideDetection,
    double imagedShare,
    Optional<Detected> detection) {
  /** Not compared with anything. */
  public static final Comparison NONE =
      new Comparison(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Optional.empty());

  public Comparison {
    Objects.requireNonNull(detection, "detection");
  }

  /** A comparison of which only the IoU is known. */
  public static Comparison ofIou(double iou) {
    return new Comparison(iou, Double.NaN, Double.NaN, Double.NaN, Optional.empty());
  }

  /** A pair of outlines, the detection on the left. */
  public static Comparison of(Overlap overlap) {
    return new Comparison(
        overlap.iou(), overlap.insideSmaller(), overlap.leftInside(), Double.NaN, Optional.empty());
  }

  /** The same, with how much of the OSM outline was imaged. */
  public Comparison withImagedShare(double share) {
    return new Comparison(iou, insideSmaller, insideDetection, share, detection);
  }

  /** The same, with the detection that the OSM outline stands for. */
  public Comparison withDetection(Detected found) {
    return new Comparison(iou, insideSmaller, insideDetection, imagedShare, Optional.of(found));
  }
}
