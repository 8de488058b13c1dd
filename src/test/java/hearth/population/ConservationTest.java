package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.X;
import static hearth.population.Fixtures.Y;
import static hearth.population.Fixtures.box;
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
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.triangulate.VoronoiDiagramBuilder;

/** Every person of every unit arrives, whatever units, buildings, grid and weights are. */
class ConservationTest {
  private static final int CASES = 200;
  private static final double SIDE = 600;

  @Test
  void everyPersonArrives() {
    Set<AllocationRule> seen = EnumSet.noneOf(AllocationRule.class);
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Census census = new Census("case " + seed, UTM, units(random));
      List<Building> buildings = buildings(random);
      Geometry looked = random.nextInt(3) == 0 ? box(0, 0, 410, SIDE) : box(-9, -9, 609, 609);
      AllocationOptions options =
          new AllocationOptions(
              Weight.values()[random.nextInt(Weight.values().length)],
              random.nextBoolean(),
              random.nextBoolean() ? PartialUnits.SCALE : PartialUnits.WHOLE);
      Grid grid = grid(random);
      Allocation a = new Allocator(options).allocate(census, buildings, looked, grid, issue -> {});
      check(census, a, "case " + seed);
      a.units().forEach(u -> seen.add(u.rule()));
      if (seed % 10 == 0) {
        assertOrderDoesNotMatter(census, buildings, looked, options, a, random);
      }
    }
    assertEquals(EnumSet.allOf(AllocationRule.class), seen, "every rule was met");
  }

  private static void check(Census census, Allocation a, String name) {
    Map<String, CompensatedSum> byUnit = new HashMap<>();
    Map<String, CompensatedSum> ofBuildings = new HashMap<>();
    a.cellShares()
        .forEach(
            s -> {
              assertTrue(s.persons() >= 0, name);
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
        assertEquals(r.census(), r.allocated(), 0, name + ": the figure itself");
      }
      assertEquals(expected, sum(byUnit, r.id()), 1e-12 * expected, name + " unit " + r.id());
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

  private static void assertOrderDoesNotMatter(
      Census census,
      List<Building> buildings,
      Geometry looked,
      AllocationOptions options,
      Allocation expected,
      Random random) {
    List<CensusUnit> units = new ArrayList<>(census.units());
    List<Building> shuffled = new ArrayList<>(buildings);
    Collections.shuffle(units, random);
    Collections.shuffle(shuffled, random);
    Grid grid = expected.density().grid();
    Allocation a =
        new Allocator(options)
            .allocate(new Census("", UTM, units), shuffled, looked, grid, issue -> {});
    assertEquals(list(expected.cellShares()), list(a.cellShares()));
    assertEquals(list(expected.buildingShares()), list(a.buildingShares()));
  }

  private static <T> List<T> list(Iterable<T> all) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    return list;
  }

  /** Voronoi cells of random points: they share borders and cover the square. */
  private static List<CensusUnit> units(Random random) {
    List<Coordinate> sites = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(9); i++) {
      sites.add(new Coordinate(X + random.nextDouble() * SIDE, Y + random.nextDouble() * SIDE));
    }
    VoronoiDiagramBuilder voronoi = new VoronoiDiagramBuilder();
    voronoi.setSites(sites);
    voronoi.setClipEnvelope(new Envelope(X, X + SIDE, Y, Y + SIDE));
    Geometry cells = voronoi.getDiagram(new GeometryFactory()).intersection(box(0, 0, SIDE, SIDE));
    List<CensusUnit> units = new ArrayList<>();
    for (int i = 0; i < cells.getNumGeometries(); i++) {
      double persons =
          switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> 0;
            case 2 -> random.nextDouble() * 1e7;
            default -> random.nextInt(5000);
          };
      units.add(new CensusUnit("u" + (char) ('a' + i), cells.getGeometryN(i), persons));
    }
    return units;
  }

  /** Houses turned any way, in clumps that leave some units without any. */
  private static List<Building> buildings(Random random) {
    List<Building> buildings = new ArrayList<>();
    int clumps = random.nextInt(5);
    for (int k = 0; k < clumps; k++) {
      double cx = random.nextDouble() * SIDE;
      double cy = random.nextDouble() * SIDE;
      boolean residential = random.nextInt(3) > 0;
      for (int i = 0; i < random.nextInt(40); i++) {
        double x = cx + random.nextGaussian() * 60;
        double y = cy + random.nextGaussian() * 60;
        Geometry box = box(x, y, x + 2 + random.nextInt(30), y + 2 + random.nextInt(15));
        Geometry turned =
            AffineTransformation.rotationInstance(random.nextDouble() * Math.PI, X + x, Y + y)
                .transform(box);
        buildings.add(Building.given(turned).withUse(random.nextInt(4), residential && i % 5 != 0));
      }
    }
    return buildings;
  }

  private static Grid grid(Random random) {
    Envelope extent = new Envelope(X - 9, X + SIDE + 9, Y - 9, Y + SIDE + 9);
    GridSpec spec =
        switch (random.nextInt(5)) {
          case 0 -> GridSpec.parse("30 m");
          case 1 -> GridSpec.parse("7.3 m");
          case 2 -> GridSpec.parse("100 m");
          case 3 -> GridSpec.parse("1 arcsec");
          default -> GridSpec.parse("25 m", "EPSG:3857");
        };
    return spec.grid(UTM, extent);
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
    double total = 0;
    for (float v : persons) {
      total += Float.isNaN(v) ? 0 : v;
    }
    assertEquals(4000, total, 4e-3);
  }
}
