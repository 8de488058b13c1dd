package hearth.population;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.OsmElement;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.Outline;
import hearth.geo.PixelWindow;
import hearth.raster.FloatRaster;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import hearth.zonal.PopulationAccuracy;
import hearth.zonal.PopulationScores;
import hearth.zonal.Reprojection;
import hearth.zonal.TruthArea;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Two German towns whose 2011 census is published by cells of 100 m: zones in, cells as truth. One
 * set of defaults for both.
 */
class RealTownsTest {
  private static final Path TOWNS = Path.of("..", "shared", "data", "population");

  @ParameterizedTest
  @CsvSource({"lauf, 11.27, 20275, 1.115, 0.46", "karlsruhe, 8.4, 4803, 1.014, 0.37"})
  void buildingsBeatAreas(
      String town, double lon, double people, double arealRtae, double mostRtae) {
    Path folder = TOWNS.resolve(town);
    Assumptions.assumeTrue(Files.isDirectory(folder), "the data lie beside the checkout");
    Crs run = Crs.utmAt(lon, 49);
    Census census =
        CensusReader.read(
            CensusOptions.of(folder.resolve("coarse.gpkg").toString(), "population", "id"),
            run,
            issue -> {});
    assertEquals(people, census.persons());
    List<Building> buildings = buildings(folder, run);
    Grid grid = GridSpec.parse("100 m", "EPSG:3035").grid(run, census.extent());

    PopulationScores areal = score(folder, census, List.of(), grid);
    assertEquals(arealRtae, areal.rtae(), 0.002, "areal weighting, as geopandas has it");
    PopulationScores scores = score(folder, census, buildings, grid);
    assertEquals(people, scores.estimatedPersons(), 1e-3 * people);
    assertTrue(scores.rtae() < mostRtae, "RTAE " + scores.rtae());
    assertTrue(scores.r2() > areal.r2(), "R² " + scores.r2());
  }

  /**
   * Half a town was looked at. A raster of the published figures by 500 m tells better than the
   * area how many of the cut zones' people live in that half.
   */
  @ParameterizedTest
  @CsvSource({"lauf, 11.27", "karlsruhe, 8.4"})
  void aCoarserRasterTellsWhatFallsToAPart(String town, double lon, @TempDir Path out) {
    Path folder = TOWNS.resolve(town);
    Assumptions.assumeTrue(Files.isDirectory(folder), "the data lie beside the checkout");
    Crs run = Crs.utmAt(lon, 49);
    Census census =
        CensusReader.read(
            CensusOptions.of(folder.resolve("coarse.gpkg").toString(), "population", "id"),
            run,
            issue -> {});
    Envelope all = census.extent();
    Geometry west =
        new GeometryFactory()
            .toGeometry(new Envelope(all.getMinX(), all.centre().x, all.getMinY(), all.getMaxY()));
    List<TruthArea> cells = new ArrayList<>();
    forEach(
        folder.resolve("fine.gpkg"),
        run,
        (id, tags, g) ->
            cells.add(new TruthArea("", g, Double.parseDouble(tags.get("population")))));

    Grid coarse = GridSpec.parse("500 m", "EPSG:3035").grid(run, all);
    Path file = out.resolve("coarse.tif");
    float[] persons = new float[coarse.width() * coarse.height()];
    CellPlacer placer = new CellPlacer(run, coarse);
    for (TruthArea cell : cells) {
      placer.place(Outline.of(cell.area()));
      for (int i = 0; i < placer.count; i++) {
        persons[placer.rows[i] * coarse.width() + placer.columns[i]] +=
            (float) (cell.persons() * placer.share(i));
      }
    }
    RasterWriter.writeCog(
        file,
        coarse,
        List.of(
            new RasterBand(
                "persons", DensityBand.PERSONS.overview(), w -> window(persons, coarse, w))),
        Map.of());

    double byArea = wrong(census, west, cells, CoveredShare.BY_AREA);
    try (FloatRaster raster = FloatRaster.open(file.toString(), 1)) {
      double byRaster = wrong(census, west, cells, CoveredShare.byRaster(raster, run));
      assertTrue(byRaster < byArea, byRaster + " persons wrong, by area " + byArea);
    }
  }

  private static float[] window(float[] values, Grid grid, PixelWindow w) {
    float[] part = new float[w.width() * w.height()];
    for (int i = 0; i < part.length; i++) {
      int column = w.column() + i % w.width();
      int row = w.row() + i / w.width();
      part[i] =
          column < grid.width() && row < grid.height()
              ? values[row * grid.width() + column]
              : Float.NaN;
    }
    return part;
  }

  /** Over the cut zones, what was allocated too much or too little. */
  private static double wrong(
      Census census, Geometry lookedAt, List<TruthArea> cells, CoveredShare scale) {
    Allocation a =
        new Allocator(AllocationOptions.DEFAULTS, BuildingClasses.standard(), LandUse.NONE, scale)
            .allocate(
                census,
                List.of(),
                lookedAt,
                GridSpec.parse("100 m", "EPSG:3035").grid(census.crs(), census.extent()),
                issue -> {});
    double wrong = 0;
    int cut = 0;
    for (UnitResult r : a.units()) {
      if (r.coveredShare() > 0.01 && r.coveredShare() < 0.99) {
        CensusUnit unit =
            census.units().stream().filter(u -> u.id().equals(r.id())).findFirst().orElseThrow();
        Geometry part = unit.area().intersection(lookedAt);
        double truth =
            cells.stream()
                .mapToDouble(
                    c -> c.persons() * c.area().intersection(part).getArea() / c.area().getArea())
                .sum();
        wrong += Math.abs(truth - r.allocated());
        cut++;
      }
    }
    assertTrue(cut > 2, cut + " zones cut");
    return wrong;
  }

  private static PopulationScores score(
      Path folder, Census census, List<Building> buildings, Grid grid) {
    Envelope all = census.extent();
    all.expandBy(1000);
    Allocation a =
        new Allocator(AllocationOptions.DEFAULTS)
            .allocate(census, buildings, new GeometryFactory().toGeometry(all), grid, i -> {});
    try (VectorLayer layer = VectorLayer.open(folder.resolve("fine.gpkg").toString(), null)) {
      List<TruthArea> truth = new ArrayList<>();
      for (Feature f : layer.readAll(i -> {})) {
        double persons = ((Number) f.attributes().get("population")).doubleValue();
        truth.add(new TruthArea(String.valueOf(f.attributes().get("id")), f.geometry(), persons));
      }
      return PopulationAccuracy.evaluate(
          grid, w -> a.density().read(DensityBand.PERSONS, w), truth, layer.crs());
    }
  }

  private static List<Building> buildings(Path folder, Crs run) {
    List<LandUse.Area> areas = new ArrayList<>();
    forEach(
        folder.resolve("landuse.geojson"),
        run,
        (id, tags, g) -> areas.add(new LandUse.Area(tags, g)));
    List<Building> buildings = new ArrayList<>();
    forEach(
        folder.resolve("buildings.geojson"),
        run,
        (id, tags, g) ->
            buildings.add(Building.given(g).withOsm(new OsmElement("way", id, tags), Double.NaN)));
    BuildingClasses classes = BuildingClasses.standard();
    return new BuildingUse(classes, new LandUse(areas, classes), OptionalInt.of(2011))
        .classify(buildings);
  }

  private interface Visitor {
    void visit(long id, Map<String, String> tags, Geometry outline);
  }

  private static void forEach(Path file, Crs run, Visitor visitor) {
    try (VectorLayer layer = VectorLayer.open(file.toString(), null)) {
      Reprojection toRun = new Reprojection(layer.crs(), run);
      layer.forEach(
          i -> {},
          f -> {
            Map<String, String> tags = new TreeMap<>();
            f.attributes().forEach((k, v) -> tags.put(k, v.toString()));
            visitor.visit(f.fid(), tags, toRun.apply(f.geometry()));
          });
    }
  }
}
