package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.Crs;
import hearth.raster.Gdal;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asks the small model, whose mask is what is bright in the picture. */
@Timeout(300)
abstract class PromptCase {
  static final Path SMALL = Path.of("src/test/resources/segment");

  @TempDir static Path home;
  @TempDir Path folder;

  private static String homeBefore;

  @BeforeAll
  static void addModel() throws IOException {
    Gdal.initialise();
    Files.createDirectories(home.resolve("models"));
    homeBefore = System.getProperty("hearth.home");
    System.setProperty("hearth.home", home.toString());
    add("small", SMALL.resolve("sam-encoder.onnx"), SMALL.resolve("sam-decoder.onnx"));
  }

  @AfterAll
  static void leaveHome() {
    if (homeBefore == null) {
      System.clearProperty("hearth.home");
    } else {
      System.setProperty("hearth.home", homeBefore);
    }
  }

  static void add(String name, Path encoder, Path decoder) {
    add(name, "--encoder", "" + encoder, "--decoder", "" + decoder);
  }

  static void add(String name, String... files) {
    List<String> all = new ArrayList<>(List.of("models", "add", name));
    all.addAll(Arrays.asList(files));
    Outcome added = Outcome.of(all.toArray(String[]::new));
    assertEquals(0, added.status(), added.err());
  }

  /** 128 x 96 pixels, dark, bright from (40, 32) to (80, 64). */
  Path picture() throws IOException {
    BufferedImage image = new BufferedImage(128, 96, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(30, 30, 30));
    graphics.fillRect(0, 0, 128, 96);
    graphics.setColor(new Color(240, 240, 240));
    graphics.fillRect(40, 32, 40, 32);
    graphics.dispose();
    Path file = folder.resolve("picture.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** The same picture as a GeoTIFF of half-metre pixels in Nepal. */
  Path placedPicture() throws IOException {
    Path file = folder.resolve("placed.tif");
    Dataset source = gdal.Open(picture().toString());
    Dataset copy = gdal.GetDriverByName("GTiff").CreateCopy(file.toString(), source);
    copy.SetProjection(Crs.epsg(32645).wkt());
    copy.SetGeoTransform(new double[] {360_000, 0.5, 0, 3_058_000, 0, -0.5});
    copy.delete();
    source.delete();
    return file;
  }

  static JsonNode prompt(Path image, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("prompt", image.toString()));
    all.addAll(List.of("--segmenter", "small"));
    all.addAll(Arrays.asList(args));
    Outcome outcome = Outcome.of(all.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertEquals("FeatureCollection", json.get("type").asText());
    assertFalse(json.has("crs"));
    return json.get("features");
  }

  static Outcome refused(Path image, String... args) {
    return refusedBy("small", image, args);
  }

  static Outcome refusedBy(String segmenter, Path image, String... args) {
    List<String> all = new ArrayList<>(List.of("prompt", image.toString()));
    all.addAll(List.of("--segmenter", segmenter));
    all.addAll(Arrays.asList(args));
    return Outcome.of(all.toArray(String[]::new)).assertRefused();
  }
}
