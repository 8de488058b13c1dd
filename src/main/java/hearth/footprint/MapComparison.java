package hearth.footprint;

import java.util.List;

/**
 * How detections and OpenStreetMap were compared, besides what became of each candidate.
 *
 * @param shifts systematic shifts, by row, then column
 * @param pairs all pairs, by detection, then OSM building
 * @param claims detections that have ground in common, by place
 */
public record MapComparison(List<MapShift> shifts, List<MapPair> pairs, List<GroundClaim> claims) {
  /** Nothing was compared. */
  public static final MapComparison NONE = new MapComparison(List.of(), List.of(), List.of());

  public MapComparison {
    shifts = List.copyOf(shifts);
    pairs = List.copyOf(pairs);
    claims = List.copyOf(claims);
  }
}
