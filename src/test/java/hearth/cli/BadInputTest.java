package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/** Input that is refused: before any work, with exit status 2, a message and a remedy. */
@Timeout(60)
class BadInputTest {
  private static final Path SAMPLE = Path.of("data-samples/banepa");
  private static final String IMAGERY = SAMPLE.resolve("imagery.tif").toString();
  private static final String UTM_45 = Crs.epsg(32645).wkt();

  @TempDir Path folder;

  @BeforeAll
  static void initialise() {
    Gdal.initialise();
  }

  private Outcome run(String... args) {
    List<String> all = new ArrayList<>(List.of("run", "--quiet", "--out", out().toString()));
    all.addAll(Arrays.asList(args));
    Outcome outcome = Outcome.of(all.toArray(String[]::new));
    assertFalse(Files.exists(out()), "refused before any work");
    return outcome;
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** A small grey image; parts that are null are left out. */
  private String tiff(String name, String wkt, double[] transform, int bands) {
    Path file = folder.resolve(name);
    Dataset dataset =
        gdal.GetDriverByName("GTiff")
            .Create(file.toString(), 64, 64, bands, gdalconstConstants.GDT_Byte);
    if (wkt != null) {
      dataset.SetProjection(wkt);
    }
    if (transform != null) {
      dataset.SetGeoTransform(transform);
    }
    for (int band = 1; band <= bands; band++) {
      dataset.GetRasterBand(band).Fill(90 + band);
    }
    dataset.delete();
    return file.toString();
  }

  private String census(String name, Crs crs, FieldType type, List<Feature> units) {
    Path file = folder.resolve(name);
    try (VectorWriter writer = VectorWriter.create(file, issue -> {})) {
      writer.addLayer(
          "zones",
          crs,
          List.of(new VectorField("zone", FieldType.STRING), new VectorField("people", type)),
          GeometryType.POLYGON,
          units.iterator());
      writer.commit();
    }
    return file.toString();
  }

  private static Feature unit(String id, Object people, double west, double east) {
    Map<String, Object> attributes = new java.util.LinkedHashMap<>();
    attributes.put("zone", id);
    if (people != null) {
      attributes.put("people", people);
    }
    return Feature.of(
        new GeometryFactory().toGeometry(new Envelope(west, east, 27.6350, 27.6380)), attributes);
  }

  @Test
  void noSuchFile() {
    run("--imagery", folder + "/nowhere.tif").assertRefused("nowhere.tif", "no such file");
  }

  @Test
  void noImagery() {
    run().assertRefused("'imagery' is missing", "--imagery");
  }

  @Test
  void notARaster() throws IOException {
    run("--imagery", file("notes.tif", "these are notes").toString())
        .assertRefused("notes.tif", "not a raster");
  }

  @Test
  void aFolder() {
    run("--imagery", folder.toString()).assertRefused(folder.toString(), "folder");
  }

  @Test
  void aTruncatedTiff() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(IMAGERY));
    Path cut = Files.write(folder.resolve("cut.tif"), Arrays.copyOf(whole, whole.length / 2));
    run("--imagery", cut.toString()).assertRefused("cut.tif", "incomplete");
  }

  @Test
  void noReferenceSystem() {
    String image = tiff("plain.tif", null, new double[] {0, 1, 0, 0, 0, -1}, 3);
    run("--imagery", image).assertRefused("plain.tif", "coordinate reference system");
  }

  @Test
  void noGeotransform() {
    run("--imagery", tiff("nowhere.tif", UTM_45, null, 3)).assertRefused("geotransform");
  }

  @Test
  void aGeotransformThatIsNotANumber() throws IOException {
    // GeoTIFF itself does not keep a NaN: a VRT does.
    String image = tiff("base.tif", UTM_45, new double[] {360000, 1, 0, 3058000, 0, -1}, 3);
    String vrt =
        """
        <VRTDataset rasterXSize="64" rasterYSize="64"><SRS>EPSG:32645</SRS>
        <GeoTransform>360000, nan, 0, 3058000, 0, -1</GeoTransform>
        <VRTRasterBand dataType="Byte" band="1"><SimpleSource>
        <SourceFilename>%s</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>
        </VRTDataset>
        """
            .formatted(image);
    run("--imagery", file("nan.vrt", vrt).toString()).assertRefused("nan.vrt", "geotransform");
  }

  @Test
  void aBandThatIsNotThere() {
    run("--imagery", IMAGERY, "--bands", "1,2,7").assertRefused("imagery.tif", "band 7", "3");
  }

  @Test
  void twoBands() {
    run("--imagery", IMAGERY, "--bands", "1,2").assertRefused("2 bands");
  }

  @Test
  void aMisspeltKey() throws IOException {
    run(file("job.yaml", "imagery: [" + IMAGERY + "]\nsegmentor: hearth-sam\n").toString())
        .assertRefused("job.yaml", "'segmentor'", "'segmenter'");
  }

  @Test
  void aMisspeltOption() {
    Outcome outcome = Outcome.of("run", "--imagry", IMAGERY);
    outcome.assertRefused("--imagry");
    assertTrue(outcome.err().contains("--imagery"), outcome.err());
  }

  @Test
  void imageryAndCensusElsewhere() {
    String zones =
        census("far.gpkg", Crs.WGS84, FieldType.INTEGER, List.of(unit("a", 10L, 10.0, 10.01)));
    run(
            "--imagery",
            IMAGERY,
            "--census",
            zones,
            "--population-field",
            "people",
            "--unit-id",
            "zone")
        .assertRefused("far.gpkg", "lon 10.0");
  }

  @Test
  void overlappingUnits() {
    String zones =
        census(
            "double.gpkg",
            Crs.WGS84,
            FieldType.INTEGER,
            List.of(
                unit("a", 10L, 85.5180, 85.5200),
                unit("b", 10L, 85.5195, 85.5210),
                unit("c", 10L, 85.5210, 85.5220)));
    run(
            "--imagery",
            IMAGERY,
            "--census",
            zones,
            "--population-field",
            "people",
            "--unit-id",
            "zone")
        .assertRefused("double.gpkg", "overlap", "a", "b");
  }

  @Test
  void populationsThatAreNoneAreAllNamed() {
    String zones =
        census(
            "bad.gpkg",
            Crs.WGS84,
            FieldType.STRING,
            List.of(
                unit("north", "-5", 85.5180, 85.5190),
                unit("middle", "12", 85.5190, 85.5200),
                unit("south", "many", 85.5200, 85.5210)));
    Outcome outcome =
        run(
            "--imagery",
            IMAGERY,
            "--census",
            zones,
            "--population-field",
            "people",
            "--unit-id",
            "zone");
    outcome.assertRefused("bad.gpkg", "north", "-5", "south", "many");
    assertFalse(outcome.err().contains("middle"), outcome.err());
  }

  @Test
  void aPopulationFieldThatIsNotThere() {
    run(
            "--imagery",
            IMAGERY,
            "--census",
            SAMPLE + "/census.gpkg",
            "--population-field",
            "popluation")
        .assertRefused("popluation", "population");
  }

  @Test
  void aScoreThatNoBoxCanReach() {
    run("--imagery", IMAGERY, "--score-threshold", "7").assertRefused("score-threshold", "0 to 1");
  }

  @Test
  void anUnknownModel() {
    run("--imagery", IMAGERY, "--segmenter", "hearth-sm").assertRefused("hearth-sm", "hearth-sam");
    run("--imagery", IMAGERY, "--segmenter", "hearth-yolo").assertRefused("no segmenter");
  }

  @Test
  void aModelWithAnotherChecksum() throws IOException {
    Path models = Files.createDirectories(folder.resolve("home/models"));
    for (Path file : filesOf(Path.of("models"))) {
      Files.copy(file, models.resolve(file.getFileName()));
    }
    Path encoder = models.resolve("hearth-sam.encoder.onnx");
    byte[] bytes = Files.readAllBytes(encoder);
    bytes[bytes.length / 2] ^= 1;
    Files.write(encoder, bytes);
    withHome(
        folder.resolve("home"),
        () -> run("--imagery", IMAGERY).assertRefused("hearth-sam.encoder.onnx", "SHA-256"));
    Files.delete(encoder);
    withHome(
        folder.resolve("home"),
        () -> run("--imagery", IMAGERY).assertRefused("hearth-sam.encoder.onnx"));
  }

  @Test
  void aDatabaseThatIsNotThere() {
    // Port 1 of the loopback address: nothing listens there.
    Outcome outcome =
        Outcome.of(
            "run",
            "--quiet",
            "--imagery",
            IMAGERY,
            "--out",
            out().toString(),
            "--db",
            "jdbc:postgresql://127.0.0.1:1/hearth?user=nobody");
    outcome.assertRefused("127.0.0.1");
    assertFalse(Files.exists(out()), "a folder for nothing");
  }

  @Test
  void anOutputThatCannotBeMade() throws IOException {
    Path occupied = file("occupied", "a file where the folder should be");
    Outcome.of("run", "--quiet", "--imagery", IMAGERY, "--out", occupied.resolve("out").toString())
        .assertRefused("occupied", "--out");
  }

  @Test
  void anExistingFileIsNotReplaced() throws IOException {
    Path there = file("there.gpkg", "");
    Outcome.of("segment", "--imagery", IMAGERY, "--out", there.toString())
        .assertRefused("there.gpkg", "--force");
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void withHome(Path home, Runnable action) {
    String before = System.getProperty("hearth.home");
    System.setProperty("hearth.home", home.toString());
    try {
      action.run();
    } finally {
      if (before == null) {
        System.clearProperty("hearth.home");
      } else {
        System.setProperty("hearth.home", before);
      }
    }
  }
}
