package hearth.conflate;

import hearth.footprint.Building;
import hearth.footprint.MapComparison;
import java.util.List;
import java.util.Objects;

/**
 * Detections and mapped buildings, joined.
 *
 * @param buildings all candidates with their status, sorted by id, ids distinct
 * @param comparison what was measured: shifts and pairs, enough to replay other rules
 */
public record Conflation(List<Building> buildings, MapComparison comparison) {
  public Conflation {
    buildings = List.copyOf(buildings);
    Objects.requireNonNull(comparison, "comparison");
  }
}
