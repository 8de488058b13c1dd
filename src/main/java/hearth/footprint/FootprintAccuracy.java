package hearth.footprint;

import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/** Predicted outlines against the truth. */
public final class FootprintAccuracy {
  private FootprintAccuracy() {}

  /**
   * Scores of predicted outlines.
   *
   * @param predicted valid polygons and multipolygons in a metric system, in any order
   * @param truth the same, in the same system
   * @param area where the truth is complete: both sides are clipped to it first
   */
  public static FootprintScores evaluate(
      List<? extends Geometry> predicted,
      List<? extends Geometry> truth,
      Optional<? extends Geometry> area) {
    throw new UnsupportedOperationException("lands in a moment");
  }
}
