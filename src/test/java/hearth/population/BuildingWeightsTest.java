package hearth.population;

import static hearth.population.Fixtures.box;
import static hearth.population.Fixtures.house;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.OsmElement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildingWeightsTest {
  private static final BuildingClasses CLASSES = BuildingClasses.standard();

  @ParameterizedTest
  @CsvSource({
    "COUNT, yes, 2, 1",
    "AREA, yes, 2, 1600",
    "FLOOR_AREA, yes, 2, 3200",
    "FLOOR_AREA, yes, 0, 1600", // 100 x (1600 / 100)^0.75 x 2 levels
    "FLOOR_AREA, apartments, 0, 2400",
    "FLOOR_AREA, mixed, 2, 1600", // half of it is lived in
    "VOLUME, yes, 2, 9600",
    "VOLUME, yes, 0, 4800",
    "MIXED, detached, 2, 200",
    "MIXED, yes, 2, 3200"
  })
  void followSizeAndClass(Weight weight, String value, double levels, double expected) {
    Building b =
        house(0, 0, 40, 40)
            .withOsm(new OsmElement("way", 1, Map.of("building", value)), Double.NaN)
            .withUse(levels, true);
    assertEquals(expected, weight(new BuildingWeights(weight, CLASSES), b), 1e-9);
  }

  @Test
  void bothFloorAreasMeetAtACommonHouse() {
    Building unknown = house(0, 0, 10, 10);
    BuildingWeights weights = new BuildingWeights(Weight.FLOOR_AREA, CLASSES);
    assertEquals(weight(weights, unknown.withUse(2, true)), weight(weights, unknown), 1e-9);
  }

  @Test
  void measuredHeightMakesVolume() {
    Building b = house(0, 0, 10, 10).withHeight(7.5).withUse(3, true);
    assertEquals(750, weight(new BuildingWeights(Weight.VOLUME, CLASSES), b), 1e-9);
  }

  @Test
  void doubtfulDetectionsWeighLess() {
    Evidence evidence = new Evidence(0.9, 0.9, 0.9, 0.25);
    Building b = Building.detected(box(0, 0, 10, 10), evidence, List.of());
    assertEquals(0.25, weight(new BuildingWeights(Weight.COUNT, CLASSES), b), 1e-12);
    Building unknown = Building.detected(box(0, 0, 10, 10), Evidence.NONE, List.of());
    assertEquals(1, weight(new BuildingWeights(Weight.COUNT, CLASSES), unknown), 1e-12);
  }

  private static double weight(BuildingWeights weights, Building b) {
    return weights.of(b.facts(), b.areaSquareMetres());
  }
}
