package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import hearth.pipeline.job.JobFile;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.AccuracyHtml;
import hearth.pipeline.report.RunReport;
import hearth.population.CensusOptions;
import hearth.raster.FloatRaster;
import hearth.raster.vector.VectorLayer;
import hearth.store.PostgresExtension;
import hearth.store.RunStore;
import hearth.store.Sql;
import hearth.zonal.PopulationAccuracy;
import hearth.zonal.PopulationScores;
import hearth.zonal.TruthArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample without imagery: mapped buildings and a real census, from the file to the database.
 */
@Timeout(300)
class KarlsruheRunTest {
  private static final Path SAMPLE = Path.of("data-samples/karlsruhe");
  private static final double PERSONS = 4803;

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir static Path folder;

  private static RunReport report;

  @BeforeAll
  static void runTheSample() {
    JobValues values = JobFile.read(SAMPLE.resolve("job.yaml"));
    values.override(out(folder));
    report = run(values);
  }

  private static JobValues out(Path folder) {
    JobValues flags = new JobValues();
    flags.set(JobKey.OUT, List.of("out"), folder);
    return flags;
  }

  private static RunReport run(JobValues values) {
    Home home = new Home(Path.of("").toAbsolutePath(), "test", POSTGRES.environment());
    return new Run(RunConfig.of(values), home, Progress.SILENT, () -> false).execute(false);
  }

  @Test
  void zonesAreSumsOfTheCellsThatAreTheirTruth() {
    Map<String, Double> sums = new HashMap<>();
    try (VectorLayer layer = VectorLayer.open(SAMPLE.resolve("truth.gpkg").toString(), null)) {
      layer
          .readAll(i -> {})
          .forEach(
              f ->
                  sums.merge(
                      f.attributes().get("coarse_id").toString(),
                      ((Number) f.attributes().get("population")).doubleValue(),
                      Double::sum));
    }
    assertEquals(6, report.units().size());
    report.units().forEach(u -> assertEquals(sums.get(u.id()), u.census(), u.id()));
    assertEquals(PERSONS, sums.values().stream().mapToDouble(d -> d).sum());
  }

  @Test
  void storedSharesSumToTheCensus() {
    for (String row :
        Sql.rows(POSTGRES.database(), "SELECT id, census, stored FROM hearth.unit_balance")) {
      String[] cells = row.split("\\|");
      double census = Double.parseDouble(cells[1]);
      assertEquals(census, Double.parseDouble(cells[2]), census * 1e-6, cells[0]);
    }
  }

  @Test
  void theErrorOnRealCellsIsAsSmallAsPromised() {
    try (FloatRaster raster =
        FloatRaster.open(folder.resolve("out/population.tif").toString(), 1)) {
      CensusOptions truth =
          CensusOptions.of(SAMPLE.resolve("truth.gpkg").toString(), "population", null);
      List<TruthArea> areas =
          LayerReader.figures(truth, raster.grid().crs()).stream()
              .map(f -> new TruthArea(f.id(), f.area(), f.figure()))
              .toList();
      PopulationScores scores =
          PopulationAccuracy.evaluate(
              raster.grid(), w -> raster.read(w).values(), areas, raster.grid().crs());
      assertEquals(329, scores.n());
      assertEquals(PERSONS, scores.estimatedPersons(), 1e-3);
      assertTrue(scores.rtae() <= 0.37, "RTAE " + scores.rtae());
    }
  }

  @Test
  void plainRulesStandBesideIt(@TempDir Path pages) throws IOException {
    String truth = SAMPLE.resolve("truth.gpkg").toString();
    RunStore store = new RunStore(POSTGRES.database());
    PopulationEvaluation.Judged judged =
        new PopulationEvaluation(CensusOptions.of(truth, "population", null))
            .run(store, store.find("karlsruhe").orElseThrow());
    assertTrue(judged.scores().rtae() <= 0.37, "RTAE " + judged.scores().rtae());
    // The same figures by geopandas stand in the README of the data.
    Map<String, Double> expected =
        Map.of(
            "areal weighting",
            1.014,
            "building count",
            0.527,
            "building area",
            0.639,
            "floor area",
            0.643);
    assertEquals(expected.keySet(), judged.baselines().keySet());
    expected.forEach(
        (rule, rtae) -> assertEquals(rtae, judged.baselines().get(rule).rtae(), 0.006, rule));

    Path page = pages.resolve("accuracy.html");
    Map<String, PopulationScores> all = new LinkedHashMap<>(Map.of("run", judged.scores()));
    all.putAll(judged.baselines());
    AccuracyHtml.write(page, "<run>", truth, all, judged.areas());
    String html = Files.readString(page);
    assertEquals(329, html.split("<circle ", -1).length - 1, "a dot for each cell");
    assertEquals(329, html.split("<path ", -1).length - 1, "each cell on the map");
    assertTrue(html.contains("&lt;run&gt;") && html.contains("areal weighting"));
  }

  @Test
  void aRunWithoutImageryHasNeitherTilesNorModels() throws IOException {
    assertEquals("done", report.state());
    assertEquals(0, report.tiles().total());
    assertEquals(List.of(), report.models());
    assertEquals(List.of(), report.warnings());
    assertEquals(List.of("osm", "census"), report.inputs().stream().map(i -> i.role()).toList());
    assertEquals(List.of("unseen"), List.copyOf(report.buildings().keySet()));
    assertEquals(8.39, report.area().bounds().west(), 0.01);
    String page = Files.readString(folder.resolve("out/report.html"));
    assertTrue(page.contains("Who counts as a home") && page.contains("bungalow"), "the table");
    assertFalse(page.contains("tiles done") || page.contains("The models ran"), "nothing ran");
    assertNotEquals(0, Files.size(folder.resolve("out/map.png")));
  }

  @Test
  void settledCellsHaveAFileAndAPicture(@TempDir Path other) throws IOException {
    JobValues values = JobFile.read(SAMPLE.resolve("job.yaml"));
    JobValues flags = out(other);
    flags.set(JobKey.ALLOCATION, List.of("settlement"), other);
    flags.set(JobKey.NAME, List.of("settled"), other);
    flags.set(JobKey.WHOLE_PERSONS, List.of("true"), other);
    values.override(flags);
    RunReport settled = run(values);
    assertTrue(settled.files().containsAll(List.of("settlement.tif", "settlement.png")));
    assertTrue(Files.readString(other.resolve("out/report.html")).contains("Settled cells"));
    assertEquals(PERSONS, settled.units().stream().mapToDouble(u -> u.cells()).sum());
    try (FloatRaster raster = FloatRaster.open(other.resolve("out/settlement.tif").toString(), 3)) {
      assertEquals(3, raster.bandCount());
    }
  }

  @Test
  void partialUnitsAreRefusedBeforeAnyWork(@TempDir Path other) {
    JobValues values = JobFile.read(SAMPLE.resolve("job.yaml"));
    JobValues flags = out(other);
    flags.set(JobKey.OSM, List.of("data-samples/banepa/osm.osm.pbf"), Path.of("").toAbsolutePath());
    flags.set(
        JobKey.CENSUS, List.of("data-samples/banepa/census.gpkg"), Path.of("").toAbsolutePath());
    flags.set(JobKey.UNIT_ID, List.of("zone_id"), other);
    flags.set(JobKey.PARTIAL_UNITS, List.of("refuse"), other);
    values.override(flags);
    InputException e = assertThrows(InputException.class, () -> run(values));
    assertTrue(e.getMessage().contains("lie partly outside imagery and OSM data"), e.getMessage());
    assertFalse(Files.exists(other.resolve("out")), "nothing was begun");
  }

  @Test
  void anOsmFileWithoutABuildingIsRefused(@TempDir Path other) throws IOException {
    Path osm = Files.writeString(other.resolve("empty.osm"), "<osm version=\"0.6\"></osm>");
    JobValues values = out(other);
    JobValues flags = new JobValues();
    flags.set(JobKey.OSM, List.of(osm.toString()), other);
    values.override(flags);
    InputException e = assertThrows(InputException.class, () -> run(values));
    assertTrue(e.getMessage().contains("empty.osm: no building in it"), e.getMessage());
  }
}
