package hearth.population;

import java.util.Objects;

/**
 * Persons of one unit that live in one building; a building on a border has a share of each unit.
 *
 * @param unitId the census unit
 * @param buildingId the building
 * @param persons not negative, usually not whole
 */
public record BuildingShare(String unitId, String buildingId, double persons) {
  public BuildingShare {
    Objects.requireNonNull(unitId, "unitId");
    Objects.requireNonNull(buildingId, "buildingId");
  }
}
