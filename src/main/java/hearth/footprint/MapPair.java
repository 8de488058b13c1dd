package hearth.footprint;

import java.util.Objects;

/**
 * A detection and an OSM building that touch or have ground in common, as measured. All rule sets
 * decide by these figures alone, so another one can be replayed from them.
 *
 * @param detectionId id of the detection
 * @param osmBuildingId id of the OSM building
 * @param osmOrdinal place of the OSM building among all, by type and id: the earlier one wins ties
 * @param iou intersection over union; 0 where they only touch
 * @param insideSmaller intersection over the area of the smaller
 * @param insideDetection intersection over the area of the detection
 * @param assigned whether the one-to-one assignment by falling IoU pairs these two. Pairs of lower
 *     IoU play no part in it: the assignment above any threshold is the part of this one above it
 */
public record MapPair(
    String detectionId,
    String osmBuildingId,
    int osmOrdinal,
    double iou,
    double insideSmaller,
    double insideDetection,
    boolean assigned) {
  public MapPair {
    Objects.requireNonNull(detectionId, "detectionId");
    Objects.requireNonNull(osmBuildingId, "osmBuildingId");
  }
}
