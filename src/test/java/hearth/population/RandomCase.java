package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.X;
import static hearth.population.Fixtures.Y;
import static hearth.population.Fixtures.box;

import hearth.footprint.Building;
import hearth.geo.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.triangulate.VoronoiDiagramBuilder;

/**
 * A town of a seed's making: units, groups, buildings, land use, what was looked at, options and
 * grid.
 */
public record RandomCase(
    Census census,
    List<Building> buildings,
    LandUse landUse,
    Geometry lookedAt,
    AllocationOptions options,
    Grid grid) {
  private static final double SIDE = 600;
  private static final double APART = 1000;

  public static RandomCase of(int seed) {
    return of(seed, 1);
  }

  /** Several towns side by side, a kilometre apart, under the same options. */
  public static RandomCase of(int seed, int towns) {
    Random random = new Random(seed);
    int groups = random.nextInt(4) == 0 ? 2 : 0;
    List<String> names = List.of("women", "children").subList(0, groups);
    AllocationOptions options =
        new AllocationOptions(
            random.nextInt(5) == 0 ? Method.SETTLEMENT : Method.BUILDINGS,
            Weight.values()[random.nextInt(Weight.values().length)],
            random.nextBoolean(),
            random.nextBoolean() ? PartialUnits.SCALE : PartialUnits.WHOLE,
            random.nextInt(4) == 0,
            random.nextInt(20));
    List<CensusUnit> units = new ArrayList<>();
    List<Building> buildings = new ArrayList<>();
    List<LandUse.Area> areas = new ArrayList<>();
    List<Geometry> looked = new ArrayList<>();
    for (int t = 0; t < towns; t++) {
      AffineTransformation move = AffineTransformation.translationInstance(APART * t, 0);
      for (CensusUnit u : units(random, groups)) {
        units.add(new CensusUnit(t + u.id(), move.transform(u.area()), u.persons(), u.groups()));
      }
      buildings(random)
          .forEach(
              b ->
                  buildings.add(
                      Building.given(move.transform(b.outline()))
                          .withUse(b.levels(), b.residential())));
      landUse(random)
          .forEach(a -> areas.add(new LandUse.Area(a.tags(), move.transform(a.outline()))));
      looked.add(
          move.transform(random.nextInt(3) == 0 ? box(0, 0, 410, SIDE) : box(-9, -9, 609, 609)));
    }
    return new RandomCase(
        new Census("case " + seed, UTM, names, units),
        buildings,
        new LandUse(areas, BuildingClasses.standard()),
        new GeometryFactory().buildGeometry(looked).union(),
        options,
        grid(random, SIDE + APART * (towns - 1)));
  }

  public Allocation allocate() {
    return new Allocator(options, BuildingClasses.standard(), landUse, CoveredShare.BY_AREA)
        .allocate(census, buildings, lookedAt, grid, issue -> {});
  }

  private static List<LandUse.Area> landUse(Random random) {
    if (random.nextInt(3) > 0) {
      return List.of();
    }
    double x = random.nextDouble() * SIDE;
    double y = random.nextDouble() * SIDE;
    return List.of(
        new LandUse.Area(Map.of("landuse", "residential"), box(x, y, x + 90, y + 90)),
        new LandUse.Area(Map.of("natural", "water"), box(y, x, y + 200, x + 200)));
  }

  /** Voronoi cells of random points: they share borders and cover the square. */
  private static List<CensusUnit> units(Random random, int groups) {
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
      List<Double> figures = new ArrayList<>();
      for (int g = 0; g < groups; g++) {
        figures.add(random.nextInt(6) == 0 ? Double.NaN : Math.rint(random.nextDouble() * 900));
      }
      units.add(new CensusUnit("u" + (char) ('a' + i), cells.getGeometryN(i), persons, figures));
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

  private static Grid grid(Random random, double width) {
    Envelope extent = new Envelope(X - 9, X + width + 9, Y - 9, Y + SIDE + 9);
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
}
