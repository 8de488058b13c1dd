package hearth.population;

import java.util.Objects;

/**
 * Persons of one unit that live in one building; a building on a border has a share of each unit.
 *
 * @param unitId the census unit
 * @param buildingId the building
 * @param persons not negative, usually not whole
 * @param weight of the building in the unit, beside that of the unit's others; NaN where not told
 */
public record BuildingShare(String unitId, String buildingId, double persons, double weight) {
  public BuildingShare {
    Objects.requireNonNull(unitId, "unitId");
    Objects.requireNonNull(buildingId, "buildingId");
  }

  /** A share of which the weight is not told. */
  public BuildingShare(String unitId, String buildingId, double persons) {
    this(unitId, buildingId, persons, Double.NaN);
  }
}
