package hearth.population;

import hearth.footprint.Building;
import hearth.footprint.Source;
import java.util.Objects;

/**
 * The weight of a building: how many of its unit's persons it takes, beside the others.
 *
 * <p>The size that a {@link Weight} asks for, times the residential share of the building's class,
 * times the calibrated probability that a detection is a building, where that is known. Levels that
 * neither tag nor height tells are those of the class, else {@link
 * BuildingClasses.Sizes#unknownLevels}, and the area then counts sub-linearly ({@link
 * BuildingClasses.Sizes#areaExponent}).
 */
final class BuildingWeights {
  private final Weight weight;
  private final BuildingClasses classes;

  BuildingWeights(Weight weight, BuildingClasses classes) {
    this.weight = Objects.requireNonNull(weight, "weight");
    this.classes = Objects.requireNonNull(classes, "classes");
  }

  /** The weight of a whole building; a building on a border counts by the share of its area. */
  double of(Building building) {
    BuildingClasses.UseClass use =
        classes.of(BuildingUse.tags(building).getOrDefault("building", "yes"));
    double share = use.residential() ? use.share() : 1;
    return size(building, use) * share * probability(building);
  }

  private double size(Building building, BuildingClasses.UseClass use) {
    return switch (weight) {
      case COUNT -> 1;
      case AREA -> building.areaSquareMetres();
      case FLOOR_AREA -> floorArea(building, use);
      case VOLUME ->
          building.heightMetres() > 0
              ? building.areaSquareMetres() * building.heightMetres()
              : floorArea(building, use) * classes.metresPerLevel();
      case MIXED ->
          use.singleDwelling()
              ? classes.sizes().houseArea() * classes.sizes().unknownLevels()
              : floorArea(building, use);
    };
  }

  private double floorArea(Building building, BuildingClasses.UseClass use) {
    double area = building.areaSquareMetres();
    if (building.levels() > 0) {
      return area * building.levels();
    }
    BuildingClasses.Sizes sizes = classes.sizes();
    double house = sizes.houseArea();
    double levels = use.levels() > 0 ? use.levels() : sizes.unknownLevels();
    return house * Math.pow(area / house, sizes.areaExponent()) * levels;
  }

  /**
   * Probability that it is a building; 1 where that is not known. OpenStreetMap and given layers
   * are taken at their word.
   */
  static double probability(Building building) {
    double p = building.evidence().pBuilding();
    return building.source() == Source.SAM && !Double.isNaN(p) ? p : 1;
  }
}
