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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Status;
import hearth.geo.Affine;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;

class AllocatorTest {
  private static final float ND = Float.NaN;

  /** Four by two cells of 10 m with the origin (X, Y) at the lower left. */
  private static final Grid GRID = new Grid(UTM, Affine.northUp(X, Y + 20, 10, 10), 4, 2);

  private static final Geometry EVERYWHERE = box(-1000, -1000, 1000, 1000);

  private final List<DataIssue> issues = new ArrayList<>();

  @Test
  void sharesByFloorAreaAndCellsByExactCoverage() {
    Building low = house(0, 0, 10, 5).withUse(1, true); // 50 m²
    Building high = house(25, 5, 35, 15).withUse(3, true); // 100 m² x 3, a quarter in four cells
    Allocation a = allocate(census(unit("u", box(0, 0, 40, 20), 70)), List.of(low, high));

    assertEquals(
        Map.of(low.id(), 10.0, high.id(), 60.0), persons(a.buildingShares()), "50 : 300 of 70");
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, 15, 15, 10, 0, 15, 15});
    assertBand(a, DensityBand.BUILDINGS, new float[] {0, 0, .25f, .25f, 1, 0, .25f, .25f});
    assertBand(a, DensityBand.BUILT_FRACTION, new float[] {0, 0, .25f, .25f, .5f, 0, .25f, .25f});
    float[] perKm2 = a.density().read(DensityBand.PERSONS_PER_KM2, GRID.window());
    assertEquals(15 / GRID.cellAreaSquareMetres(2, 0) * 1e6, perKm2[2], 0.02);
    assertEquals(0, perKm2[0]);
    assertResult(a, "u", 70, AllocationRule.RESIDENTIAL, 5, 2);
    assertEquals(List.of(), issues);
  }

  @Test
  void weightsByCountAndArea() {
    List<Building> houses = List.of(house(0, 0, 10, 5), house(20, 0, 30, 15).withUse(9, true));
    Census census = census(unit("u", box(0, 0, 40, 20), 40));
    assertBand(
        new Allocator(new AllocationOptions(Weight.COUNT, true, PartialUnits.SCALE))
            .allocate(census, houses, EVERYWHERE, GRID, issues::add),
        DensityBand.PERSONS,
        new float[] {0, 0, 20f / 3, 0, 20, 0, 40f / 3, 0});
    assertBand(
        new Allocator(new AllocationOptions(Weight.AREA, true, PartialUnits.SCALE))
            .allocate(census, houses, EVERYWHERE, GRID, issues::add),
        DensityBand.PERSONS,
        new float[] {0, 0, 10, 0, 10, 0, 20, 0});
  }

  @Test
  void buildingOnABorderIsCutByArea() {
    Building both = house(15, 0, 25, 10).withUse(1, true); // half in each unit
    Building left = house(0, 0, 5, 10).withUse(1, true); // as large as half of it
    Allocation a =
        allocate(
            census(unit("a", box(0, 0, 20, 20), 8), unit("b", box(20, 0, 40, 20), 6)),
            List.of(both, left));
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, 0, 0, 4, 4, 6, 0});
    assertEquals(3, count(a.buildingShares()));
    assertEquals(1 * 10, persons(a.buildingShares()).get(both.id()), 1e-12);
    assertBand(a, DensityBand.BUILDINGS, new float[] {0, 0, 0, 0, 1, .5f, .5f, 0});
  }

  @Test
  void housesOfNobodyGetNobodyWhileThereAreOthers() {
    Building school = house(0, 0, 10, 10).withUse(2, false);
    Building home = house(20, 0, 25, 5);
    Census census = census(unit("u", box(0, 0, 40, 20), 12));
    Allocation a = allocate(census, List.of(school, home));
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, 0, 0, 0, 0, 12, 0});
    assertEquals(1, a.units().get(0).buildings());

    Allocation all =
        new Allocator(new AllocationOptions(Weight.COUNT, false, PartialUnits.SCALE))
            .allocate(census, List.of(school, home), EVERYWHERE, GRID, issues::add);
    assertBand(all, DensityBand.PERSONS, new float[] {0, 0, 0, 0, 6, 0, 6, 0});
    assertEquals(AllocationRule.ALL_BUILDINGS, all.units().get(0).rule());
    assertEquals(List.of(), issues, "asked for, so not a fallback");
  }

  @Test
  void fallsBackToAllBuildings() {
    Allocation a =
        allocate(
            census(unit("u", box(0, 0, 40, 20), 12)),
            List.of(house(0, 0, 10, 10).withUse(2, false)));
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, 0, 0, 12, 0, 0, 0});
    assertResult(a, "u", 12, AllocationRule.ALL_BUILDINGS, 1, 1);
    assertEquals(List.of("unit-fallback@unit u"), codes());
  }

  @Test
  void fallsBackToTheAreaLookedAt() {
    // Half of the unit was looked at; figures of partial units are kept whole here.
    Allocation a =
        new Allocator(new AllocationOptions(Weight.AREA, true, PartialUnits.WHOLE))
            .allocate(
                census(unit("u", box(0, 0, 40, 20), 16)),
                List.of(),
                box(0, 0, 20, 20),
                GRID,
                issues::add);
    assertBand(a, DensityBand.PERSONS, new float[] {4, 4, ND, ND, 4, 4, ND, ND}, 1e-4f);
    assertResult(a, "u", 16, AllocationRule.UNIFORM, 4, 0);
    assertEquals(List.of("unit-partly-looked-at@unit u", "unit-fallback@unit u"), codes());
    assertEquals(0, count(a.buildingShares()));
  }

  @Test
  void unitNobodyLookedAtStaysNodata() {
    Allocation a =
        new Allocator(AllocationOptions.DEFAULTS)
            .allocate(
                census(unit("seen", box(0, 0, 20, 20), 5), unit("unseen", box(20, 0, 40, 20), 9)),
                List.of(house(0, 0, 10, 10)),
                box(0, 0, 20, 20),
                GRID,
                issues::add);
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, ND, ND, 5, 0, ND, ND});
    assertBand(a, DensityBand.BUILDINGS, new float[] {0, 0, ND, ND, 1, 0, ND, ND});
    assertResult(a, "unseen", 0, AllocationRule.NOT_LOOKED_AT, 0, 0);
    assertEquals(5, a.persons());
    assertEquals(List.of("units-not-looked-at@units unseen"), codes());
  }

  @Test
  void unknownIsNotZero() {
    Allocation a =
        allocate(
            census(
                unit("none", box(0, 0, 20, 20), 0),
                unit("unknown", box(20, 0, 40, 10), Double.NaN)),
            List.of(house(0, 0, 10, 10), house(20, 0, 30, 10)));
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, ND, ND, 0, 0, ND, ND});
    assertBand(a, DensityBand.PERSONS_PER_KM2, new float[] {0, 0, ND, ND, 0, 0, ND, ND});
    assertBand(a, DensityBand.BUILDINGS, new float[] {0, 0, 0, 0, 1, 0, 1, 0});
    assertResult(a, "none", 0, AllocationRule.NOBODY, 0, 0);
    assertResult(a, "unknown", 0, AllocationRule.UNKNOWN, 0, 0);
    assertTrue(Double.isNaN(a.units().get(1).census()));
  }

  @Test
  void partialUnitIsScaledByTheAreaLookedAt() {
    Census census = census(unit("u", box(0, 0, 40, 20), 100));
    List<Building> houses = List.of(house(0, 0, 10, 10));
    Geometry threeQuarters = box(0, 0, 30, 20);
    Allocation scaled =
        new Allocator(AllocationOptions.DEFAULTS)
            .allocate(census, houses, threeQuarters, GRID, issues::add);
    assertResult(scaled, "u", 75, AllocationRule.RESIDENTIAL, 1, 1);
    assertEquals(0.75, scaled.units().get(0).coveredShare(), 1e-12);
    assertBand(scaled, DensityBand.PERSONS, new float[] {0, 0, 0, ND, 75, 0, 0, ND});
    assertEquals(List.of("unit-partly-looked-at@unit u"), codes());
    assertEquals(
        "75.00 % of the unit was looked at; 75.0 of its 100.0 persons are allocated",
        issues.get(0).detail());

    Allocation whole =
        new Allocator(new AllocationOptions(Weight.AREA, true, PartialUnits.WHOLE))
            .allocate(census, houses, threeQuarters, GRID, issues::add);
    assertResult(whole, "u", 100, AllocationRule.RESIDENTIAL, 1, 1);
  }

  @Test
  void partialUnitsAreRefusedByName() {
    Allocator allocator =
        new Allocator(new AllocationOptions(Weight.AREA, true, PartialUnits.REFUSE));
    Census census =
        census(
            unit("in", box(0, 0, 10, 20), 1),
            unit("cut", box(10, 0, 20, 20), 1),
            unit("out", box(20, 0, 40, 20), 1));
    InputException e =
        assertThrows(
            InputException.class,
            () -> allocator.allocate(census, List.of(), box(0, 0, 15, 20), GRID, issues::add));
    assertEquals(
        "census.gpkg: 1 census units lie partly outside imagery and OSM data: cut (50.0 %)\n"
            + "  Give imagery or OSM data for all of them, or set partial-units to scale or whole.",
        e.getMessage());
  }

  @Test
  void onlyTheMergedViewHousesPeople() {
    List<Building> candidates = new ArrayList<>();
    int i = 0;
    for (Status s : Status.values()) {
      candidates.add(house(i, 0, i + 2, 2).withStatus(s, ""));
      i += 3;
    }
    Allocation a = allocate(census(unit("u", box(0, 0, 40, 20), 8)), candidates);
    assertEquals(4, a.units().get(0).buildings(), "matched, added, osm-only, unseen");
  }

  @Test
  void buildingsInNoUnitAndOffTheGridAreReported() {
    Allocation a =
        allocate(
            census(unit("u", box(0, 0, 20, 20), 8)),
            List.of(house(0, 0, 5, 5), house(30, 0, 35, 5), house(500, 0, 505, 5)));
    assertResult(a, "u", 8, AllocationRule.RESIDENTIAL, 1, 1);
    assertEquals(List.of("buildings-in-no-unit@census", "buildings-off-the-grid@grid"), codes());
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, ND, ND, 8, 0, ND, ND});
  }

  @Test
  void buildingThatLeavesTheGridKeepsItsPersonsInside() {
    Allocation a =
        allocate(census(unit("u", box(-20, 0, 20, 20), 8)), List.of(house(-5, 0, 5, 10)));
    assertBand(a, DensityBand.PERSONS, new float[] {0, 0, ND, ND, 8, 0, ND, ND});
  }

  @Test
  void readsWindowsBeyondTheGridAsNodata() {
    Allocation a = allocate(census(unit("u", box(0, 0, 40, 20), 8)), List.of(house(0, 0, 5, 5)));
    assertArrayEquals(
        new float[] {ND, 0, 0, ND, 8, 0, ND, ND, ND},
        a.density().read(DensityBand.PERSONS, new PixelWindow(-1, 0, 3, 3)));
  }

  @Test
  void sharesComeInTheStatedOrder() {
    Allocation a =
        allocate(
            census(unit("b", box(0, 0, 20, 20), 8), unit("a", box(20, 0, 40, 20), 8)),
            List.of(house(2, 2, 18, 18), house(22, 2, 38, 18)));
    List<String> order = new ArrayList<>();
    a.cellShares().forEach(s -> order.add(s.unitId() + s.row() + s.column()));
    assertEquals(List.of("a02", "a03", "a12", "a13", "b00", "b01", "b10", "b11"), order);
    assertEquals(List.of("a", "b"), a.units().stream().map(UnitResult::id).toList());
  }

  private Allocation allocate(Census census, List<Building> buildings) {
    return new Allocator(AllocationOptions.DEFAULTS)
        .allocate(census, buildings, EVERYWHERE, GRID, issues::add);
  }

  private List<String> codes() {
    return issues.stream().map(i -> i.code() + "@" + i.where()).toList();
  }

  private static void assertResult(
      Allocation a, String id, double allocated, AllocationRule rule, int cells, int buildings) {
    UnitResult r = a.units().stream().filter(u -> u.id().equals(id)).findFirst().orElseThrow();
    assertEquals(allocated, r.allocated(), 1e-9);
    assertEquals(rule, r.rule());
    assertEquals(cells, r.cells(), "cells");
    assertEquals(buildings, r.buildings(), "buildings");
  }

  private static void assertBand(Allocation a, DensityBand band, float[] expected) {
    assertBand(a, band, expected, 1e-6f);
  }

  private static void assertBand(
      Allocation a, DensityBand band, float[] expected, float tolerance) {
    float[] actual = a.density().read(band, GRID.window());
    if (band == DensityBand.PERSONS_PER_KM2) {
      for (int i = 0; i < actual.length; i++) {
        actual[i] *= 1e-4f;
      }
    }
    assertArrayEquals(expected, actual, tolerance, band.code());
  }

  private static Map<String, Double> persons(Iterable<BuildingShare> shares) {
    Map<String, Double> sums = new TreeMap<>();
    shares.forEach(s -> sums.merge(s.buildingId(), s.persons(), Double::sum));
    sums.replaceAll((id, v) -> Math.round(v * 1e9) / 1e9);
    return sums;
  }

  private static int count(Iterable<?> all) {
    int n = 0;
    for (Object ignored : all) {
      n++;
    }
    return n;
  }
}
