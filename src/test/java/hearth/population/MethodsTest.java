package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.X;
import static hearth.population.Fixtures.Y;
import static hearth.population.Fixtures.box;
import static hearth.population.Fixtures.census;
import static hearth.population.Fixtures.house;
import static hearth.population.Fixtures.unit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.geo.Affine;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;

/** Settlement mode, what takes the place of buildings, whole persons, groups, nearest units. */
class MethodsTest {
  private static final float ND = Float.NaN;

  /** Four by two cells of 10 m with the origin (X, Y) at the lower left. */
  private static final Grid GRID = new Grid(UTM, Affine.northUp(X, Y + 20, 10, 10), 4, 2);

  private static final Geometry EVERYWHERE = box(-1000, -1000, 1000, 1000);
  private static final CensusUnit ALL = unit("u", box(0, 0, 40, 20), 12);

  private final List<DataIssue> issues = new ArrayList<>();

  private static Building seen(double west, double south, double east, double north) {
    return Building.detected(
        box(west, south, east, north), new Evidence(0.5, 0.9, 0.9, Double.NaN), List.of());
  }

  private Allocation allocate(
      AllocationOptions options, LandUse landUse, Census census, Building... buildings) {
    return new Allocator(options, BuildingClasses.standard(), landUse, CoveredShare.BY_AREA)
        .allocate(census, List.of(buildings), EVERYWHERE, GRID, issues::add);
  }

  private static LandUse landUse(String key, String value, Geometry area) {
    return new LandUse(
        List.of(new LandUse.Area(Map.of(key, value), area)), BuildingClasses.standard());
  }

  private static void assertPersons(float[] expected, Allocation a) {
    assertArrayEquals(expected, a.density().read(DensityBand.PERSONS, GRID.window()), 1e-4f);
  }

  @Test
  void settledCellsShareAlikeWhoeverSettledThem() {
    AllocationOptions settlement = AllocationOptions.DEFAULTS.with(Method.SETTLEMENT);
    // A hut the model sees, a block on the map, both in one cell; less than a hundredth of a cell
    // is none.
    Allocation a =
        allocate(
            settlement,
            LandUse.NONE,
            census(ALL),
            seen(1, 1, 4, 4),
            house(11, 1, 19, 9).withUse(9, true),
            seen(31, 11, 34, 14),
            house(35, 15, 39, 19),
            house(21, 1, 30.05, 9));
    assertPersons(new float[] {0, 0, 0, 3, 3, 3, 3, 0}, a);
    assertEquals(AllocationRule.SETTLED, a.units().get(0).rule());
    assertEquals("settled-cells", a.units().get(0).rule().code());
    assertArrayEquals(new float[] {0, 0, 0, 3, 1, 2, 2, 0}, a.density().readSettled(GRID.window()));
    assertEquals(List.of(), issues);
  }

  @Test
  void aSettledCellOnABorderCountsByItsShareInside() {
    Allocation a =
        allocate(
            AllocationOptions.DEFAULTS.with(Method.SETTLEMENT),
            LandUse.NONE,
            census(unit("a", box(0, 0, 15, 20), 9), unit("b", box(15, 0, 40, 20), 10)),
            house(1, 1, 9, 9),
            house(11, 1, 19, 9));
    // Unit a: a whole and a half cell; unit b: the other half takes all.
    assertPersons(new float[] {0, 0, 0, 0, 6, 13, 0, 0}, a);
  }

  @Test
  void buildingsOfNobodySettleOnlyWhereThereAreNoOthers() {
    AllocationOptions settlement = AllocationOptions.DEFAULTS.with(Method.SETTLEMENT);
    Building school = house(1, 1, 9, 9).withUse(1, false);
    assertPersons(
        new float[] {0, 0, 0, 0, 0, 0, 12, 0},
        allocate(settlement, LandUse.NONE, census(ALL), school, house(21, 1, 29, 9)));
    Allocation alone = allocate(settlement, LandUse.NONE, census(ALL), school);
    assertPersons(new float[] {0, 0, 0, 0, 12, 0, 0, 0}, alone);
    assertEquals(2, alone.density().readSettled(GRID.window())[4]);
  }

  @Test
  void withoutBuildingsResidentialLandUseIsSettled() {
    Allocation a =
        allocate(
            AllocationOptions.DEFAULTS,
            landUse("landuse", "residential", box(0, 0, 30, 10)),
            census(ALL));
    assertPersons(new float[] {0, 0, 0, 0, 4, 4, 4, 0}, a);
    assertEquals(AllocationRule.SETTLED, a.units().get(0).rule());
    assertEquals("unit-fallback", issues.get(0).code());
    assertTrue(issues.get(0).detail().contains("residential land use"), issues.get(0)::detail);
  }

  @Test
  void withoutEitherItIsTheLandAndNotTheWater() {
    Allocation a =
        allocate(
            AllocationOptions.DEFAULTS,
            landUse("natural", "water", box(0, 0, 20, 20)),
            census(ALL));
    assertPersons(new float[] {0, 0, 3, 3, 0, 0, 3, 3}, a);
    assertEquals(AllocationRule.UNIFORM, a.units().get(0).rule());
  }

  @Test
  void wholePersonsSumToTheFigure() {
    Allocation a =
        allocate(
            AllocationOptions.DEFAULTS.inWholePersons(),
            LandUse.NONE,
            census(unit("u", box(0, 0, 40, 20), 10)),
            house(1, 1, 9, 9),
            house(11, 1, 19, 9),
            house(21, 1, 29, 9));
    // 3 1/3 each: the person left goes to the first.
    assertPersons(new float[] {0, 0, 0, 0, 4, 3, 3, 0}, a);
    a.buildingShares().forEach(s -> assertEquals(Math.rint(s.persons()), s.persons()));
  }

  @Test
  void groupsGoWhereThePersonsGoAndKeepTheirTotals() {
    Census census =
        new Census(
            "",
            UTM,
            List.of("women", "households", "children"),
            List.of(new CensusUnit("u", box(0, 0, 40, 20), 12, List.of(6.0, 5.0, Double.NaN))));
    Allocation a =
        allocate(
            AllocationOptions.DEFAULTS,
            LandUse.NONE,
            census,
            house(1, 1, 9, 9),
            house(21, 1, 29, 9));
    assertPersons(new float[] {0, 0, 0, 0, 6, 0, 6, 0}, a);
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 3, 0, 3, 0}, a.density().readGroup(0, GRID.window()), 1e-6f);
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 2.5f, 0, 2.5f, 0}, a.density().readGroup(1, GRID.window()), 1e-6f);
    assertEquals(List.of(6.0, 5.0, Double.NaN), a.units().get(0).groups());
  }

  @Test
  void aBuildingInNoUnitBelongsToTheNearestWithinTheDistance() {
    Census census = census(unit("u", box(0, 0, 20, 20), 12));
    Building inside = house(1, 1, 9, 9);
    Building outside = house(25, 1, 33, 9);
    AllocationOptions none = AllocationOptions.DEFAULTS;
    assertPersons(
        new float[] {0, 0, ND, ND, 12, 0, ND, ND},
        allocate(none, LandUse.NONE, census, inside, outside));
    assertEquals("buildings-in-no-unit", issues.get(0).code());
    issues.clear();
    AllocationOptions near =
        new AllocationOptions(Method.BUILDINGS, Weight.COUNT, true, PartialUnits.SCALE, false, 5);
    Allocation a = allocate(near, LandUse.NONE, census, inside, outside);
    assertEquals(12, a.persons());
    assertEquals(2, a.units().get(0).buildings());
    assertEquals("buildings-near-a-unit", issues.get(0).code());
  }

  @Test
  void figuresOfPartialUnitsAreScaledByWhatACoarserSourceHas() {
    // Nine in ten of the persons live in the half that was looked at.
    CoveredShare raster = (unit, part) -> 0.9;
    Allocation a =
        new Allocator(AllocationOptions.DEFAULTS, BuildingClasses.standard(), LandUse.NONE, raster)
            .allocate(
                census(unit("u", box(0, 0, 40, 20), 100)),
                List.of(house(1, 1, 9, 9)),
                box(0, 0, 20, 20),
                GRID,
                issues::add);
    assertEquals(90, a.units().get(0).allocated(), 1e-9);
    assertEquals(0.5, a.units().get(0).coveredShare(), 1e-9);
  }
}
