package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.RunReport;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import hearth.raster.vector.VectorWriter;
import hearth.store.PostgresExtension;
import hearth.store.RunStore;
import hearth.store.Sql;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Vector;
import java.util.concurrent.CancellationException;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.TranslateOptions;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Jobs that end well or badly for a reason: empty imagery, broken tiles, unknown figures. */
@Timeout(300)
class RunTest {
  private static final String SAMPLE = "data-samples/banepa/imagery.tif";

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir Path folder;

  @BeforeAll
  static void initialise() {
    Gdal.initialise();
  }

  private RunReport run(Map<JobKey, String> job) {
    return new Run(config(job), home(), Progress.SILENT, () -> false).execute(false);
  }

  private RunConfig config(Map<JobKey, String> job) {
    JobValues values = new JobValues();
    values.set(JobKey.OUT, List.of("out"), folder);
    job.forEach((key, value) -> values.set(key, List.of(value), Path.of("").toAbsolutePath()));
    return RunConfig.of(values);
  }

  private static Home home() {
    return new Home(Path.of("").toAbsolutePath(), "test", POSTGRES.environment());
  }

  private List<Feature> layer(String name) {
    List<Feature> rows = new ArrayList<>();
    try (VectorLayer layer =
        VectorLayer.open(folder.resolve("out/buildings.gpkg").toString(), name)) {
      layer.forEach(issue -> {}, rows::add);
    }
    return rows;
  }

  /** A field of grass: smooth noise around one green, 60 x 60 m. */
  private String grass() {
    Path file = folder.resolve("grass.tif");
    Dataset dataset =
        gdal.GetDriverByName("GTiff")
            .Create(file.toString(), 200, 200, 3, gdalconstConstants.GDT_Byte);
    dataset.SetProjection(Crs.epsg(32645).wkt());
    dataset.SetGeoTransform(new double[] {360000, 0.3, 0, 3058000, 0, -0.3});
    Random random = new Random(7);
    int[] base = {84, 107, 62};
    for (int band = 1; band <= 3; band++) {
      byte[] pixels = new byte[200 * 200];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (base[band - 1] + random.nextInt(5));
      }
      dataset.GetRasterBand(band).WriteRaster(0, 0, 200, 200, pixels);
    }
    dataset.delete();
    return file.toString();
  }

  private String census(Feature... units) {
    Path file = folder.resolve("zones.gpkg");
    try (VectorWriter writer = VectorWriter.create(file, issue -> {})) {
      writer.addLayer(
          "zones",
          Crs.epsg(32645),
          List.of(
              new VectorField("zone", FieldType.STRING),
              new VectorField("people", FieldType.INTEGER)),
          GeometryType.POLYGON,
          List.of(units).iterator());
      writer.commit();
    }
    return file.toString();
  }

  private static Feature unit(String id, Long people, Geometry area) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("zone", id);
    if (people != null) {
      attributes.put("people", people);
    }
    return Feature.of(area, attributes);
  }

  private static Geometry box(double west, double east) {
    return new GeometryFactory().toGeometry(new Envelope(west, east, 3057943, 3057997));
  }

  @Test
  void imageryWithoutABuildingGivesAnEmptyLayerAndAReport() throws IOException {
    RunReport report = run(Map.of(JobKey.IMAGERY, grass(), JobKey.NAME, "grass"));
    assertEquals("done", report.state());
    assertEquals(Map.of(), report.buildings());
    assertEquals(List.of(), layer("buildings"));
    assertEquals(List.of(), layer("candidates"));
    assertTrue(Files.readString(folder.resolve("out/report.html")).contains("grass"));
  }

  @Test
  void anUnknownFigureIsNotZero() {
    String zones =
        census(unit("known", 12L, box(360003, 360030)), unit("unknown", null, box(360030, 360057)));
    RunReport report =
        run(
            Map.of(
                JobKey.IMAGERY,
                grass(),
                JobKey.NAME,
                "unknown",
                JobKey.CENSUS,
                zones,
                JobKey.POPULATION,
                "people",
                JobKey.UNIT_ID,
                "zone"));
    assertEquals(2, report.units().size());
    assertEquals(12, report.units().get(0).cells(), 1e-6);
    assertEquals("uniform", report.units().get(0).rule());
    assertTrue(Double.isNaN(report.units().get(1).cells()));
    assertTrue(
        report.warnings().stream().anyMatch(w -> w.contains("unknown")),
        report.warnings().toString());
    assertEquals(
        12.0, Sql.number(POSTGRES.database(), "SELECT sum(persons) FROM hearth.cell_shares"), 1e-6);
  }

  @Test
  void aBrokenRingIsRepairedAndReportedAndTheRunGoesOn() throws ParseException {
    Geometry bowTie =
        new WKTReader()
            .read(
                "POLYGON ((360003 3057997, 360057 3057943, 360057 3057997, 360003 3057943,"
                    + " 360003 3057997))");
    RunReport report =
        run(
            Map.of(
                JobKey.IMAGERY,
                grass(),
                JobKey.NAME,
                "bow-tie",
                JobKey.CENSUS,
                census(unit("tie", 10L, bowTie)),
                JobKey.POPULATION,
                "people",
                JobKey.UNIT_ID,
                "zone"));
    assertEquals("done", report.state());
    assertEquals(10, report.units().get(0).cells(), 1e-6);
    assertTrue(report.issues().stream().anyMatch(i -> i.examples().get(0).where().contains("tie")));
  }

  @Test
  void aBrokenTileIsNamedAndTheOthersGoOn() throws IOException {
    Path image = folder.resolve("broken.tif");
    Vector<String> options =
        new Vector<>(
            List.of(
                "-co",
                "TILED=YES",
                "-co",
                "COMPRESS=DEFLATE",
                "-co",
                "BLOCKXSIZE=32",
                "-co",
                "BLOCKYSIZE=32"));
    Dataset sample = gdal.Open(SAMPLE);
    Dataset copy = gdal.Translate(image.toString(), sample, new TranslateOptions(options));
    // Pixels 384 to 415 both ways: in the middle row of tiles, beyond the halos of the others.
    String offset = copy.GetRasterBand(1).GetMetadataItem("BLOCK_OFFSET_12_12", "TIFF");
    copy.delete();
    sample.delete();
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(Long.parseLong(offset));
      byte[] garbage = new byte[64];
      java.util.Arrays.fill(garbage, (byte) 0xff);
      file.write(garbage);
    }
    RunReport report =
        run(Map.of(JobKey.IMAGERY, image.toString(), JobKey.NAME, "broken", JobKey.SCORE, "0.9"));
    assertEquals("incomplete", report.state());
    List<RunReport.FailedTile> failures = report.tiles().failures();
    assertTrue(failures.stream().anyMatch(f -> f.tile().equals("1/1")), failures.toString());
    // GDAL resamples in strips of 512 x 128 pixels: the tiles beside it can share the broken one.
    assertTrue(failures.stream().allMatch(f -> f.tile().endsWith("/1")), failures.toString());
    assertEquals(9 - failures.size(), report.tiles().done());
    assertTrue(failures.get(0).cause().contains("broken.tif"), failures.get(0).cause());
    assertEquals(
        failures.size(),
        Sql.number(POSTGRES.database(), "SELECT count(*) FROM hearth.missing"),
        "in the ledger");
  }

  @Test
  void anotherRunsResultsAreNotReplacedUnasked() {
    run(Map.of(JobKey.IMAGERY, grass(), JobKey.NAME, "one"));
    InputException e =
        assertThrows(
            InputException.class, () -> run(Map.of(JobKey.IMAGERY, grass(), JobKey.NAME, "two")));
    assertTrue(e.getMessage().contains("another run, one-"), e.getMessage());
  }

  @Test
  void rastersOfTheRunThatIsReplacedDoNotStay() throws IOException {
    run(
        Map.of(
            JobKey.IMAGERY,
            grass(),
            JobKey.NAME,
            "peopled",
            JobKey.CENSUS,
            census(unit("all", 12L, box(360003, 360057))),
            JobKey.POPULATION,
            "people"));
    assertTrue(Files.exists(folder.resolve("out/population.tif")));
    Path other = Files.writeString(folder.resolve("out/notes.txt"), "not of a run");
    new Run(
            config(Map.of(JobKey.IMAGERY, grass(), JobKey.NAME, "bare")),
            home(),
            Progress.SILENT,
            () -> false)
        .execute(true);
    assertFalse(Files.exists(folder.resolve("out/population.tif")));
    assertFalse(Files.exists(folder.resolve("out/density.tif")));
    assertTrue(Files.exists(other));
  }

  @Test
  void aStoppedRunIsMarkedAndAnEarlierResultStays() {
    Map<JobKey, String> job = Map.of(JobKey.IMAGERY, grass(), JobKey.NAME, "stopped");
    String id = run(job).run();
    assertThrows(
        CancellationException.class,
        () -> new Run(config(job), home(), Progress.SILENT, () -> true).execute(false));
    assertEquals(
        "finished", new RunStore(POSTGRES.database()).require(id).state().code(), "the earlier");
  }
}
