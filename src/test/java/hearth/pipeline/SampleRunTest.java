package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.FootprintAccuracy;
import hearth.footprint.FootprintScores;
import hearth.footprint.Overlap;
import hearth.footprint.Overlaps;
import hearth.geo.Crs;
import hearth.pipeline.job.JobFile;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.RunReport;
import hearth.raster.FloatRaster;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import hearth.store.PostgresExtension;
import hearth.store.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;

/** The sample from end to end: real imagery, models, OpenStreetMap, PostGIS. */
@Timeout(600)
class SampleRunTest {
  private static final Path SAMPLE = Path.of("data-samples/banepa");

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir static Path folder;

  private static RunReport report;

  @BeforeAll
  static void runTheSample() {
    report = run("first", 2);
  }

  private static RunReport run(String out, int workers) {
    JobValues values = JobFile.read(SAMPLE.resolve("job.yaml"));
    JobValues flags = new JobValues();
    flags.set(JobKey.OUT, List.of(out), folder);
    flags.set(JobKey.WORKERS, List.of(String.valueOf(workers)), folder);
    values.override(flags);
    Home home = new Home(Path.of("").toAbsolutePath(), "test", POSTGRES.environment());
    return new Run(RunConfig.of(values), home, Progress.SILENT, () -> false).execute(false);
  }

  @Test
  void everyTileIsDoneAndBuildingsOfAllKindsAreFound() {
    assertEquals("done", report.state());
    assertEquals(9, report.tiles().done());
    assertEquals(0, report.tiles().empty());
    assertTrue(report.buildings().get("matched") > 100, report.buildings().toString());
    assertTrue(report.buildings().get("added") > 100, report.buildings().toString());
  }

  @Test
  void theStoredSharesOfCellsSumToTheCensus() {
    for (String row :
        Sql.rows(POSTGRES.database(), "SELECT id, census, stored FROM hearth.unit_balance")) {
      String[] cells = row.split("\\|");
      double census = Double.parseDouble(cells[1]);
      assertEquals(census, Double.parseDouble(cells[2]), census * 1e-6, cells[0]);
    }
    assertEquals(4, report.units().size());
    assertEquals(
        182 + 1050 + 912 + 442, report.units().stream().mapToDouble(u -> u.cells()).sum(), 2e-3);
  }

  @Test
  void theRastersSumToTheCensusTotalInTheFileAndInTheDatabase() {
    double total = 182 + 1050 + 912 + 442;
    double inFile = 0;
    try (FloatRaster raster =
        FloatRaster.open(folder.resolve("first/population.tif").toString(), 1)) {
      for (float v : raster.read(raster.grid().window()).values()) {
        inFile += Float.isNaN(v) ? 0 : v;
      }
    }
    assertEquals(total, inFile, total * 1e-6);
    double inDatabase =
        Sql.number(
            POSTGRES.database(), "SELECT sum((ST_SummaryStats(rast, 1)).sum) FROM hearth.density");
    assertEquals(total, inDatabase, total * 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"population.tif", "density.tif"})
  void theRastersAreCloudOptimised(String name) {
    Dataset dataset = gdal.Open(folder.resolve("first").resolve(name).toString());
    assertEquals("COG", dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"));
    dataset.delete();
  }

  @Test
  void whatTheRunFindsByItselfAgreesWithTheTruthThatWasKeptBack() {
    Crs utm = Crs.epsg(32645);
    List<Geometry> found = outlines(folder.resolve("first/buildings.gpkg"), utm);
    List<Geometry> truth = outlines(SAMPLE.resolve("withheld.geojson"), utm);
    List<Geometry> area = outlines(SAMPLE.resolve("withheld-area.geojson"), utm);
    FootprintScores scores = FootprintAccuracy.evaluate(found, truth, Optional.of(area.get(0)));
    assertTrue(scores.at(0.5).f1() >= 0.45, scores.toString());
  }

  @Test
  void noTwoBuildingsOfTheMergedLayerHaveOneId() {
    List<String> ids =
        rows(folder.resolve("first/buildings.gpkg"), "buildings").stream()
            .map(f -> String.valueOf(f.attributes().get("id")))
            .toList();
    Set<String> distinct = new HashSet<>(ids);
    assertEquals(ids.size(), distinct.size());
    assertEquals(ids.stream().sorted().toList(), ids, "sorted by id");
  }

  @Test
  void noTwoBuildingsOfTheMergedLayerShareMoreThanFivePercentOfTheSmaller() {
    List<Geometry> merged = outlines(folder.resolve("first/buildings.gpkg"), Crs.epsg(32645));
    assertTrue(merged.size() > 500, merged.size() + " buildings");
    for (Overlap o : Overlaps.among(merged)) {
      // The file is in degrees: there and back moves a vertex by less than a micrometre.
      assertTrue(
          o.insideSmaller() <= 0.05 + 1e-5,
          () -> o + ": " + merged.get(o.left()) + ", " + merged.get(o.right()));
    }
  }

  @Test
  void anotherRunWithOneWorkerGivesTheSameBytes() throws IOException {
    RunReport second = run("second", 1);
    assertEquals(report.run(), second.run());
    for (String name : List.of("population.tif", "density.tif", "buildings.gpkg", "map.png")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("first").resolve(name)),
          Files.readAllBytes(folder.resolve("second").resolve(name)),
          name);
    }
    assertEquals(
        1,
        Sql.number(POSTGRES.database(), "SELECT count(*) FROM hearth.run"),
        "it replaced the first");
  }

  @Test
  void thePageAndThePictureAreThere() throws IOException {
    String page = Files.readString(folder.resolve("first/report.html"));
    assertTrue(page.contains("illustrative"), "the job's note");
    assertTrue(page.contains("BNP-1") && page.contains("map.png"));
    assertNotEquals(0, Files.size(folder.resolve("first/map.png")));
    assertTrue(
        Files.readString(folder.resolve("first/report.json")).contains("\"state\" : \"done\""));
  }

  private static List<Geometry> outlines(Path file, Crs crs) {
    return LayerReader.outlines(file.toString(), Optional.empty(), crs, issue -> {});
  }

  private static List<Feature> rows(Path file, String layer) {
    List<Feature> rows = new ArrayList<>();
    try (VectorLayer open = VectorLayer.open(file.toString(), layer)) {
      open.forEach(issue -> {}, rows::add);
    }
    return rows;
  }
}
