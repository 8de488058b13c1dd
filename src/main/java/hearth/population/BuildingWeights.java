package hearth.population;

import hearth.footprint.Facts;
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
  private Facts last;
  private BuildingClasses.UseClass lastUse;

  BuildingWeights(Weight weight, BuildingClasses classes) {
    this.weight = Objects.requireNonNull(weight, "weight");
    this.classes = Objects.requireNonNull(classes, "classes");
  }

  /** The weight of a whole building; a building on a border counts by the share of its area. */
  double of(Facts facts, double areaSquareMetres) {
    BuildingClasses.UseClass use = use(facts);
    double share = use.residential() ? use.share() : 1;
    return size(facts, areaSquareMetres, use) * share * probability(facts);
  }

  private BuildingClasses.UseClass use(Facts facts) {
    if (facts != last) {
      last = facts;
      lastUse = classes.of(BuildingUse.tags(facts).getOrDefault("building", "yes"));
    }
    return lastUse;
  }

  private double size(Facts facts, double area, BuildingClasses.UseClass use) {
    return switch (weight) {
      case COUNT -> 1;
      case AREA -> area;
      case FLOOR_AREA -> floorArea(facts, area, use);
      case VOLUME ->
          facts.surface().heightMetres() > 0
              ? area * facts.surface().heightMetres()
              : floorArea(facts, area, use) * classes.metresPerLevel();
      case MIXED ->
          use.singleDwelling()
              ? classes.sizes().houseArea() * classes.sizes().unknownLevels()
              : floorArea(facts, area, use);
    };
  }

  private double floorArea(Facts facts, double area, BuildingClasses.UseClass use) {
    if (facts.use().levels() > 0) {
      return area * facts.use().levels();
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
  static double probability(Facts facts) {
    double p = facts.evidence().pBuilding();
    return facts.source() == Source.SAM && !Double.isNaN(p) ? p : 1;
  }
}
