package hearth.population;

import static hearth.population.Fixtures.UTM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Every person of every unit arrives, whatever units, buildings, grid and weights are. */
class ConservationTest {
  private static final int CASES = 1000;

  @Test
  void everyPersonArrives() {
    Set<AllocationRule> seen = EnumSet.noneOf(AllocationRule.class);
    for (int seed = 0; seed < CASES; seed++) {
      RandomCase c = RandomCase.of(seed);
      Allocation a = c.allocate();
      check(c, a, "case " + seed);
      a.units().forEach(u -> seen.add(u.rule()));
      if (seed % 50 == 0) {
        assertOrderDoesNotMatter(c, a, new Random(seed));
        assertCrewDoesNotMatter(c, a);
      }
    }
    assertEquals(EnumSet.allOf(AllocationRule.class), seen, "every rule was met");
  }

  private static void check(RandomCase c, Allocation a, String name) {
    Census census = c.census();
    boolean whole = c.options().wholePersons();
    Map<String, CompensatedSum> byUnit = new HashMap<>();
    Map<String, CompensatedSum> ofBuildings = new HashMap<>();
    a.cellShares()
        .forEach(
            s -> {
              assertTrue(s.persons() >= 0, name);
              assertTrue(!whole || s.persons() == Math.rint(s.persons()), name + " whole persons");
              byUnit.computeIfAbsent(s.unitId(), u -> new CompensatedSum()).add(s.persons());
            });
    a.buildingShares()
        .forEach(
            s ->
                ofBuildings
                    .computeIfAbsent(s.unitId(), u -> new CompensatedSum())
                    .add(s.persons()));
    for (int i = 0; i < census.units().size(); i++) {
      UnitResult r = a.units().get(i);
      double expected =
          r.rule() == AllocationRule.UNKNOWN || r.rule() == AllocationRule.NOT_LOOKED_AT
              ? 0
              : r.allocated();
      if (r.rule().isAllocated() && r.coveredShare() == 1) {
        double figure = whole ? Math.rint(r.census()) : r.census();
        assertEquals(figure, r.allocated(), 0, name + ": the figure itself");
      }
      assertEquals(expected, sum(byUnit, r.id()), 1e-12 * expected, name + " unit " + r.id());
      checkGroups(census.units().get(i), r, a, name);
      if (r.rule() == AllocationRule.RESIDENTIAL || r.rule() == AllocationRule.ALL_BUILDINGS) {
        assertEquals(expected, sum(ofBuildings, r.id()), 1e-12 * expected, name);
      }
    }
    Grid grid = a.density().grid();
    CompensatedSum raster = new CompensatedSum();
    for (float v : a.density().read(DensityBand.PERSONS, grid.window())) {
      assertTrue(Float.isNaN(v) || v >= 0, name);
      raster.add(Float.isNaN(v) ? 0 : v);
    }
    assertEquals(a.persons(), raster.value(), 1e-6 * a.persons(), name + " raster");
  }

  private static double sum(Map<String, CompensatedSum> sums, String id) {
    return sums.containsKey(id) ? sums.get(id).value() : 0;
  }

  private static void checkGroups(CensusUnit unit, UnitResult r, Allocation a, String name) {
    for (int g = 0; g < unit.groups().size(); g++) {
      CompensatedSum sum = new CompensatedSum();
      for (CellShare share : a.cellShares()) {
        if (share.unitId().equals(unit.id()) && !Double.isNaN(share.groups().get(g))) {
          sum.add(share.groups().get(g));
        }
      }
      double allocated = r.groups().get(g);
      if (Double.isNaN(allocated)) {
        assertEquals(0, sum.value(), name + ": an unknown group has nobody");
      } else {
        assertEquals(allocated, sum.value(), 1e-12 * allocated, name + " group " + g);
      }
    }
  }

  private static void assertOrderDoesNotMatter(RandomCase c, Allocation expected, Random random) {
    List<CensusUnit> units = new ArrayList<>(c.census().units());
    List<Building> shuffled = new ArrayList<>(c.buildings());
    Collections.shuffle(units, random);
    Collections.shuffle(shuffled, random);
    Census census = new Census("", UTM, c.census().groups(), units);
    Allocation a =
        new Allocator(c.options(), BuildingClasses.standard(), c.landUse(), CoveredShare.BY_AREA)
            .allocate(census, shuffled, c.lookedAt(), c.grid(), issue -> {});
    assertEquals(list(expected.cellShares()), list(a.cellShares()));
    assertEquals(list(expected.buildingShares()), list(a.buildingShares()));
  }

  private static void assertCrewDoesNotMatter(RandomCase c, Allocation expected) {
    Allocation a =
        new Allocator(c.options(), BuildingClasses.standard(), c.landUse(), CoveredShare.BY_AREA)
            .with(new Crowd())
            .allocate(c.census(), c.buildings(), c.lookedAt(), c.grid(), issue -> {});
    assertEquals(list(expected.cellShares()), list(a.cellShares()));
    assertEquals(list(expected.buildingShares()), list(a.buildingShares()));
    for (DensityBand band : DensityBand.values()) {
      assertArrayEquals(
          expected.density().read(band, c.grid().window()),
          a.density().read(band, c.grid().window()));
    }
  }

  /** Three threads. */
  private static final class Crowd implements Crew {
    @Override
    public int size() {
      return 3;
    }

    @Override
    public void run(List<Runnable> pieces) {
      List<Thread> threads = pieces.stream().map(Thread::new).toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static <T> List<T> list(Iterable<T> all) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    return list;
  }

  @Test
  void degreesGridAtSixtyNorthAgreesWithGeodesicAreas() {
    Crs utm = Crs.epsg(32633);
    double x = 470_000;
    double y = 6_655_000; // 60.03 N
    Geometry area = new GeometryFactory().toGeometry(new Envelope(x, x + 2000, y, y + 2000));
    Census census = new Census("", utm, List.of(new CensusUnit("u", area, 4000)));
    Grid grid = GridSpec.parse("3 arcsec").grid(utm, area.getEnvelopeInternal());
    Allocation a =
        new Allocator(AllocationOptions.DEFAULTS)
            .allocate(census, List.of(), area, grid, issue -> {});
    // Nobody's house is known: a thousand persons a km² of ground, up to UTM's scale.
    float[] density = a.density().read(DensityBand.PERSONS_PER_KM2, grid.window());
    float[] persons = a.density().read(DensityBand.PERSONS, grid.window());
    double ground = hearth.geo.Geodesy.areaSquareMetres(utm.to(Crs.WGS84).apply(area)) / 1e6;
    PixelWindow inner = grid.window().grow(-4);
    for (int r = inner.row(); r < inner.endRow(); r++) {
      for (int c = inner.column(); c < inner.endColumn(); c++) {
        int i = r * grid.width() + c;
        assertEquals(4000 / ground, density[i], 1e-3, c + "/" + r);
        assertEquals(density[i] * grid.cellAreaSquareMetres(c, r) / 1e6, persons[i], 1e-5);
      }
    }
    assertEquals(4000, sum(persons), 4e-3);
  }

  @Test
  void aUnitAcrossTheAntimeridianIsOnePlace() {
    Crs utm = Crs.utmAt(179.99, -16.8);
    Coordinate middle = Crs.WGS84.to(utm).apply(180, -16.8);
    Geometry area =
        new GeometryFactory()
            .toGeometry(
                new Envelope(middle.x - 3000, middle.x + 3000, middle.y - 2000, middle.y + 2000));
    Census census = new Census("", utm, List.of(new CensusUnit("u", area, 900)));
    List<Building> houses = new ArrayList<>();
    for (int east : new int[] {-2000, -1000, 1500}) {
      double x = middle.x + east;
      houses.add(
          Building.given(
              new GeometryFactory().toGeometry(new Envelope(x, x + 12, middle.y, middle.y + 12))));
    }
    Grid grid = GridSpec.parse("3 arcsec").grid(utm, area.getEnvelopeInternal());
    assertTrue(grid.width() < 100, "the short way round, not around the Earth: " + grid.width());
    Allocation a =
        new Allocator(AllocationOptions.DEFAULTS).allocate(census, houses, area, grid, issue -> {});
    assertEquals(900, sum(a.density().read(DensityBand.PERSONS, grid.window())), 1e-3);
    // Two thirds of the houses stand west of the line, a third east of it.
    int west = (int) Math.round((180 - grid.extent().getMinX()) / grid.affine().scaleX());
    PixelWindow westOfTheLine = new PixelWindow(0, 0, west, grid.height());
    assertEquals(600, sum(a.density().read(DensityBand.PERSONS, westOfTheLine)), 1e-3);
  }

  private static double sum(float[] values) {
    double total = 0;
    for (float v : values) {
      total += Float.isNaN(v) ? 0 : v;
    }
    return total;
  }
}
