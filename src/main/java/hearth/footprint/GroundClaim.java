package hearth.footprint;

import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * A detection that has ground in common with other detections, whatever becomes of them. Which of
 * them are added, and so have a claim, is for a rule set to say; from the claims another one can be
 * replayed.
 *
 * @param detectionId its id
 * @param place its place among all claims of a run: the earlier one has the better claim
 * @param better places of the better claims on its ground, in rising order
 * @param outline its whole outline, moved by the systematic shift, in the run's reference system
 * @param mapped outlines of mapped buildings that it touches, in map order: they keep their ground
 */
public record GroundClaim(
    String detectionId, int place, List<Integer> better, Geometry outline, List<Geometry> mapped) {
  public GroundClaim {
    Objects.requireNonNull(detectionId, "detectionId");
    Objects.requireNonNull(outline, "outline");
    better = List.copyOf(better);
    mapped = List.copyOf(mapped);
  }
}
