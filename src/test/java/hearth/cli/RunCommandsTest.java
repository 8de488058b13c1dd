package hearth.cli;

import static hearth.cli.SampleCrop.box;
import static hearth.cli.SampleCrop.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import hearth.store.PostgresExtension;
import hearth.store.RunAttempt;
import hearth.store.RunInfo;
import hearth.store.RunStart;
import hearth.store.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;

/**
 * A run on a piece of the sample with a census and surface models, and the commands that work on
 * what it left in the database. West of a line through the piece nothing stands above the ground.
 */
@Timeout(300)
class RunCommandsTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final CrsTransform TO_UTM = Crs.WGS84.to(SampleCrop.UTM);

  @TempDir static Path folder;

  private static double line;
  private static Outcome run;
  private static String id;

  @BeforeAll
  static void runOnce() throws IOException {
    Gdal.initialise();
    String imagery = SampleCrop.imagery(folder);
    Envelope extent = SampleCrop.extent(imagery);
    line = extent.centre().x;
    String dsm = SampleCrop.surface(folder, "dsm.tif", extent, line, 1400.5f, 1406);
    String dtm = SampleCrop.surface(folder, "dtm.tif", extent, line, 1400, 1400);
    String zones =
        SampleCrop.units(
            folder,
            "zones.gpkg",
            SampleCrop.unit(
                "all",
                100,
                box(
                    extent.getMinX() + 5,
                    extent.getMinY() + 5,
                    extent.getMaxX() - 5,
                    extent.getMaxY() - 5)));
    // Paths in a job file start from the file, wherever the process is.
    Path job =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            name: piece
            imagery: [crop.tif]
            surface: {dsm: dsm.tif, dtm: dtm.tif}
            census: {file: zones.gpkg, population: people, id: zone}
            grid: {cell: 20 m}
            out: a folder/out
            """);
    assertTrue(Files.exists(Path.of(dsm)) && Files.exists(Path.of(dtm)) && zones.endsWith("gpkg"));
    run = hearth("run", job.toString(), "--json", path("run.json"), "--quiet").assertDone();
    id = new JsonMapper().readTree(folder.resolve("run.json").toFile()).get("run").asText();
  }

  private static Outcome hearth(String... args) {
    return Outcome.of(POSTGRES.environment(), args);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static List<Feature> layer(String name) {
    return rows(folder.resolve("a folder/out/buildings.gpkg"), name);
  }

  private static boolean isRejected(Feature building) {
    return "rejected".equals(building.attributes().get("status"));
  }

  @Test
  void whatDoesNotStandAboveTheGroundIsRejectedWithAReasonAndKeptAsACandidate() {
    List<Feature> candidates = layer("candidates");
    List<Feature> rejected = candidates.stream().filter(RunCommandsTest::isRejected).toList();
    assertFalse(rejected.isEmpty(), "candidates keep what was rejected");
    assertTrue(rejected.size() < candidates.size(), "not all");
    for (Feature building : candidates) {
      Envelope extent = TO_UTM.apply(building.geometry()).getEnvelopeInternal();
      if (extent.getMaxX() < line - 1) {
        assertTrue(isRejected(building), building.toString());
        assertTrue(
            String.valueOf(building.attributes().get("reason")).contains("height"),
            building.attributes().toString());
      } else if (extent.getMinX() > line + 1) {
        assertFalse(isRejected(building), building.toString());
        assertEquals(6.0, ((Number) building.attributes().get("height_m")).doubleValue(), 1e-3);
      }
    }
    assertTrue(layer("buildings").stream().noneMatch(RunCommandsTest::isRejected));
    assertEquals(candidates.size() - rejected.size(), layer("buildings").size());
  }

  @Test
  void theSummaryAndTheFiguresTellTheSame() throws IOException {
    JsonNode figures = new JsonMapper().readTree(folder.resolve("run.json").toFile());
    assertTrue(run.out().startsWith("run " + id + ": done"), run.out());
    assertEquals("done", figures.get("state").asText());
    assertEquals(0, figures.get("tiles").get("failed").asInt());
    assertEquals(100, figures.get("units").get(0).get("cells").asDouble(), 1e-4);
    assertEquals(
        layer("candidates").stream().filter(RunCommandsTest::isRejected).count(),
        figures.get("buildings").get("rejected").asLong());
    for (JsonNode file : figures.get("files")) {
      assertTrue(Files.exists(folder.resolve("a folder/out").resolve(file.asText())));
    }
  }

  @Test
  void aRunIsListedAndShown() {
    Outcome list = hearth("runs", "list").assertDone();
    assertTrue(
        list.out().lines().anyMatch(l -> l.startsWith(id) && l.contains("finished")), list.out());
    Outcome show = hearth("runs", "show", id).assertDone();
    assertTrue(show.out().contains("EPSG:32645") && show.out().contains("persons"), show.out());
    assertTrue(show.out().contains("census.population: people"), show.out());
    hearth("runs", "show", "piece-00000000").assertRefused("piece-00000000");
    hearth("runs", "delete", "piece-00000000").assertRefused("piece-00000000");
  }

  @Test
  void aRepetitionThatWasInterruptedIsMarkedBesideTheFinishedRun() {
    RunStore store = new RunStore(POSTGRES.database());
    RunInfo finished = store.require(id);
    RunStart again =
        new RunStart(
            id,
            finished.name(),
            finished.job(),
            finished.codeVersion(),
            finished.models(),
            finished.inputs(),
            Crs.epsg(finished.srid()));
    try (RunAttempt attempt = store.begin(again)) {
      assertTrue(listed(attempt.id(), "running (repeat)"));
    }
    assertTrue(listed(id, "interrupted (repeat)") && listed(id, "finished"));
    Outcome show = hearth("runs", "show", id).assertDone();
    assertTrue(show.out().contains("repeated     interrupted, begun"), show.out());
    assertTrue(show.out().contains("./hearth runs resume " + id), show.out());
  }

  private static boolean listed(String id, String state) {
    return hearth("runs", "list")
        .out()
        .lines()
        .anyMatch(l -> l.matches(id + "  \\Q" + state + "\\E .*"));
  }

  @Test
  void aDryRunAsksTheDatabaseAndLeavesNothing() {
    Outcome dry =
        hearth("run", "--imagery", path("crop.tif"), "--out", path("dry"), "--dry-run")
            .assertDone();
    assertTrue(dry.out().contains("4 connections") && !dry.out().contains("not asked"), dry.out());
    assertFalse(Files.exists(Path.of(path("dry"))));
    Map<String, String> nowhere =
        Map.of(
            "HEARTH_DB", "jdbc:postgresql://127.0.0.1:9/hearth?user=a", "HEARTH_DB_PASSWORD", "b");
    Outcome.of(nowhere, "run", "--imagery", path("crop.tif"), "--out", path("dry"), "--dry-run")
        .assertRefused("not reachable");
  }

  @Test
  void aDeletedRunIsGone() {
    hearth(
            "run",
            "--imagery",
            path("crop.tif"),
            "--name",
            "passing",
            "--score-threshold",
            "0.99",
            "--out",
            path("passing"),
            "--quiet")
        .assertDone();
    String passing =
        hearth("runs", "list")
            .out()
            .lines()
            .filter(l -> l.startsWith("passing-"))
            .findFirst()
            .orElseThrow()
            .split(" ")[0];
    assertEquals("deleted " + passing, hearth("runs", "delete", passing).out().strip());
    hearth("runs", "show", passing).assertRefused(passing);
    assertTrue(hearth("runs", "list").out().contains(id), "the other stays");
  }

  @Test
  void aRunIsExportedInEachFormat() {
    int buildings = layer("buildings").size();
    for (String format : List.of("gpkg", "fgb", "geojson")) {
      String file = path("export." + format);
      Outcome outcome = hearth("export", id, "--format", format, "--out", file).assertDone();
      assertEquals(file, outcome.out().strip());
      assertEquals(
          buildings, rows(Path.of(file), format.equals("gpkg") ? "buildings" : null).size());
      hearth("export", id, "--format", format, "--out", file).assertRefused(file, "--force");
      hearth("export", id, "--format", format, "--out", file, "--force").assertDone();
    }
    hearth("export", id, "--format", "cog", "--out", path("export.tif")).assertDone();
    Dataset raster = gdal.Open(path("export.tif"));
    assertEquals("COG", raster.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"));
    raster.delete();
    hearth("export", id, "--format", "parquet", "--out", path("export.parquet")).assertDone();
    hearth("export", "no-run", "--format", "gpkg", "--out", path("b.gpkg")).assertRefused("no-run");
    hearth("export", id, "--format", "gpkg", "--out", path("c.shp")).assertRefused("c.shp");
  }

  @Test
  void theBuildingsOfARunAgreeWithTheirOwnFile() throws IOException {
    hearth(
            "evaluate",
            "--buildings",
            id,
            "--truth",
            path("a folder/out/buildings.gpkg"),
            "--json",
            path("self.json"))
        .assertDone();
    JsonNode scores = new JsonMapper().readTree(folder.resolve("self.json").toFile());
    assertEquals(1, scores.get("f1").asDouble());
    assertEquals(1, scores.get("mean_iou").asDouble(), 1e-3);
  }

  @Test
  void otherResultsInTheFolderAreReplacedOnlyWhenAsked() {
    hearth("run", "--imagery", path("crop.tif"), "--out", path("a folder/out"), "--quiet")
        .assertRefused("another run, " + id, "--force");
  }

  @Test
  void aWrongPasswordIsRefusedBeforeAnyWork() {
    Map<String, String> wrong =
        Map.of("HEARTH_DB", POSTGRES.environment().get("HEARTH_DB"), "HEARTH_DB_PASSWORD", "wrong");
    Outcome outcome = Outcome.of(wrong, "runs", "list");
    outcome.assertRefused("refuses the login", "HEARTH_DB_PASSWORD");
    Outcome.of(wrong, "run", "--imagery", path("crop.tif"), "--out", path("never"), "--quiet")
        .assertRefused("refuses the login");
  }
}
