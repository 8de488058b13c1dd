package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.Crs;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.geom.Coordinate;

/** One picture on the command line. The small model's mask is what is bright in the picture. */
@Timeout(300)
class PromptCommandTest {
  private static final Path SMALL = Path.of("src/test/resources/segment");
  private static final String BOX = "40,32,80,64";

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

  private static void add(String name, Path encoder, Path decoder) {
    Outcome added =
        Outcome.of("models", "add", name, "--encoder", "" + encoder, "--decoder", "" + decoder);
    assertEquals(0, added.status(), added.err());
  }

  /** 128 x 96 pixels, dark, bright from (40, 32) to (80, 64). */
  private Path picture() throws IOException {
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
  private Path placedPicture() throws IOException {
    Path file = folder.resolve("placed.tif");
    Dataset source = gdal.Open(picture().toString());
    Dataset copy = gdal.GetDriverByName("GTiff").CreateCopy(file.toString(), source);
    copy.SetProjection(Crs.epsg(32645).wkt());
    copy.SetGeoTransform(new double[] {360_000, 0.5, 0, 3_058_000, 0, -0.5});
    copy.delete();
    source.delete();
    return file;
  }

  private static JsonNode prompt(Path image, String... args) throws IOException {
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

  private static Outcome refused(Path image, String... args) {
    return refusedBy("small", image, args);
  }

  private static Outcome refusedBy(String segmenter, Path image, String... args) {
    List<String> all = new ArrayList<>(List.of("prompt", image.toString()));
    all.addAll(List.of("--segmenter", segmenter));
    all.addAll(Arrays.asList(args));
    return Outcome.of(all.toArray(String[]::new)).assertRefused();
  }

  private static List<Coordinate> shell(JsonNode feature) {
    JsonNode geometry = feature.get("geometry");
    assertEquals("Polygon", geometry.get("type").asText());
    List<Coordinate> shell = new ArrayList<>();
    geometry
        .get("coordinates")
        .get(0)
        .forEach(p -> shell.add(new Coordinate(p.get(0).asDouble(), p.get(1).asDouble())));
    return shell;
  }

  @Test
  void aTextNamesObjectsThatTheSegmenterCutsOut() throws IOException {
    Outcome added =
        Outcome.of(
            "models",
            "add",
            "words",
            "--input-size",
            "96",
            "--detector",
            SMALL.resolve("grounding-dino.onnx").toString(),
            "--tokenizer",
            SMALL.resolve("grounding-dino-tokenizer.json").toString());
    assertEquals(0, added.status(), added.err());
    JsonNode expected =
        new ObjectMapper().readTree(SMALL.resolve("grounding-dino.json").toFile()).get("two");
    Path image = SMALL.resolve("picture.png");
    String text = expected.get("text").asText();
    String score = expected.get("threshold").asText();
    JsonNode found =
        prompt(
            image,
            "--box",
            "10,10,40,40",
            "--text",
            text,
            "--detector",
            "words",
            "--score-threshold",
            score);
    assertEquals(1 + expected.get("boxes").size(), found.size());
    assertEquals("box", found.get(0).get("properties").get("label").asText());
    // With the usual threshold every word of so small a model's text fits.
    String label = found.get(1).get("properties").get("label").asText();
    assertTrue(label.startsWith(text), label);
    refused(image, "--text", text).assertRefused("--text and --detector go together");
    refused(image, "--text", text, "--detector", "small").assertRefused("not a detector");
  }

  @Test
  void buildingsOfALayerKeepThePhraseThatFoundThem() throws IOException {
    Outcome added =
        Outcome.of(
            "models",
            "add",
            "phrases",
            "--input-size",
            "128",
            "--gsd",
            "0.5",
            "--detector",
            SMALL.resolve("grounding-dino.onnx").toString(),
            "--tokenizer",
            SMALL.resolve("grounding-dino-tokenizer.json").toString());
    assertEquals(0, added.status(), added.err());
    try (Stream<Path> models = Files.list(Path.of("scripts/bench/small-model"))) {
      for (Path file : models.toList()) {
        Files.copy(file, home.resolve("models").resolve(file.getFileName()));
      }
    }
    Path out = folder.resolve("named.gpkg");
    Outcome segmented =
        Outcome.of(
            "segment",
            "--quiet",
            "--imagery",
            placedPicture().toString(),
            "--segmenter",
            "small-sam",
            "--detector",
            "phrases",
            "--prompts",
            "detector",
            "--text",
            "a red house. water tanks.",
            "--text-threshold",
            "0.0001",
            "--min-area",
            "0.1",
            "--out",
            out.toString());
    assertEquals(0, segmented.status(), segmented.err());
    try (VectorLayer layer = VectorLayer.open(out.toString(), "buildings")) {
      List<Feature> buildings = layer.readAll(issue -> {});
      assertFalse(buildings.isEmpty());
      for (Feature building : buildings) {
        String label = (String) building.attributes().get("label");
        assertTrue(label.startsWith("a red house. water tanks."), label);
      }
    }
  }

  @Test
  void aSegmenterOfWordsFindsEveryInstanceInEveryTile() throws IOException {
    Outcome added =
        Outcome.of(
            "models",
            "add",
            "tiles-of-words",
            "--gsd",
            "0.5",
            "--encoder",
            SMALL.resolve("sam3-tile-encoder.onnx").toString(),
            "--decoder",
            SMALL.resolve("sam3-tile-decoder.onnx").toString(),
            "--language",
            SMALL.resolve("sam3-language.onnx").toString(),
            "--tokenizer",
            SMALL.resolve("sam3-tokenizer.json").toString());
    assertEquals(0, added.status(), added.err());
    Path out = folder.resolve("words.gpkg");
    Outcome found = words(out, "tiles-of-words", "text", "--text", "building");
    assertEquals(0, found.status(), found.err());
    try (VectorLayer layer = VectorLayer.open(out.toString(), "buildings")) {
      List<Feature> buildings = layer.readAll(issue -> {});
      assertFalse(buildings.isEmpty());
      for (Feature building : buildings) {
        assertEquals("building", building.attributes().get("label"));
        double score = (Double) building.attributes().get("score");
        assertTrue(score > 0.01 && score <= 1, "score " + score);
        assertFalse(building.attributes().containsKey("predicted_iou"));
      }
    }
    words(out, "tiles-of-words", "text").assertRefused("--text is missing");
    words(out, "tiles-of-words", "grid").assertRefused("finds every instance", "--prompts text");
    words(out, "small", "text", "--text", "building")
        .assertRefused("small does not find what words name");
    words(out, "tiles-of-words", "text,grid", "--text", "building")
        .assertRefused("'prompts: text' stands with other sources");
  }

  private Outcome words(Path out, String segmenter, String prompts, String... more)
      throws IOException {
    List<String> args =
        new ArrayList<>(List.of("segment", "--quiet", "--force", "--min-area", "0.1"));
    args.addAll(List.of("--imagery", placedPicture().toString(), "--segmenter", segmenter));
    args.addAll(List.of("--score-threshold", "0.01", "--prompts", prompts));
    args.addAll(List.of("--out", out.toString()));
    args.addAll(Arrays.asList(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void aSegmenterOfWordsFindsEveryInstance() throws IOException {
    Outcome added =
        Outcome.of(
            "models",
            "add",
            "concepts",
            "--encoder",
            SMALL.resolve("sam3-encoder.onnx").toString(),
            "--decoder",
            SMALL.resolve("sam3-decoder.onnx").toString(),
            "--language",
            SMALL.resolve("sam3-language.onnx").toString(),
            "--tokenizer",
            SMALL.resolve("sam3-tokenizer.json").toString());
    assertEquals(0, added.status(), added.err());
    Path image = SMALL.resolve("picture.png");
    JsonNode reference = new ObjectMapper().readTree(SMALL.resolve("sam3.json").toFile());
    Path masks = folder.resolve("masks");
    JsonNode words =
        concepts(
            image,
            "--text",
            reference.get("word").get("text").asText(),
            "--masks",
            masks.toString());
    JsonNode scores = reference.get("word").get("scores");
    assertEquals(scores.size(), words.size());
    for (int i = 0; i < scores.size(); i++) {
      JsonNode properties = words.get(i).get("properties");
      assertEquals(i, properties.get("object").asInt());
      assertEquals(scores.get(i).asDouble(), properties.get("predicted_iou").asDouble(), 1e-4);
      assertEquals("building", properties.get("label").asText());
      assertTrue(Files.exists(masks.resolve("mask" + i + ".png")));
    }
    JsonNode example = concepts(image, "--box", "30,21,58,49");
    assertEquals(reference.get("example").get("scores").size(), example.size());
    assertEquals("box", example.get(0).get("properties").get("label").asText());
    String surest = scores.get(0).asText();
    assertEquals(0, concepts(image, "--text", "building", "--score-threshold", surest).size());
    refusedBy("concepts", image, "--text", "building", "--detector", "words")
        .assertRefused("finds what the text names by itself");
    Outcome.of(
            "segment",
            "--imagery",
            placedPicture().toString(),
            "--segmenter",
            "concepts",
            "--prompts",
            "grid",
            "--out",
            folder.resolve("m.gpkg").toString())
        .assertRefused("concepts finds every instance");
    refusedBy("concepts", image, "--text", " ").assertRefused("--text has no words");
    refusedBy("concepts", image, "--text", "building", "--score-threshold", "2")
        .assertRefused("--score-threshold 2.0");
    refusedBy("concepts", image, "--box", "200,5,220,9").assertRefused("outside");
  }

  private static JsonNode concepts(Path image, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("prompt", image.toString()));
    all.addAll(List.of("--segmenter", "concepts"));
    all.addAll(Arrays.asList(args));
    Outcome outcome = Outcome.of(all.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    return new ObjectMapper().readTree(outcome.out()).get("features");
  }

  @Test
  void aBoxGivesOneOutlineInPixelsAndOneMask() throws IOException {
    Path masks = folder.resolve("masks");
    Path png = folder.resolve("outlines.png");
    JsonNode found =
        prompt(picture(), "--box", BOX, "--masks", masks.toString(), "--png", png.toString());
    assertEquals(1, found.size());
    JsonNode properties = found.get(0).get("properties");
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("object", "mask", "predicted_iou", "stability", "label"), names);
    assertEquals(0, properties.get("object").asInt());
    assertEquals(0, properties.get("mask").asInt());
    assertEquals("box", properties.get("label").asText());
    assertTrue(properties.get("stability").asDouble() > 0.9);
    for (Coordinate c : shell(found.get(0))) {
      boolean nearEdge =
          Math.abs(c.x - 40) < 3
              || Math.abs(c.x - 80) < 3
              || Math.abs(c.y - 32) < 3
              || Math.abs(c.y - 64) < 3;
      assertTrue(nearEdge && c.x > 36 && c.x < 84 && c.y > 28 && c.y < 68, c.toString());
    }

    BufferedImage mask = ImageIO.read(masks.resolve("mask0.png").toFile());
    assertEquals(128, mask.getWidth());
    assertEquals(96, mask.getHeight());
    assertEquals(255, mask.getRaster().getSample(60, 48, 0));
    assertEquals(255, mask.getRaster().getSample(44, 36, 0));
    assertEquals(0, mask.getRaster().getSample(35, 48, 0));
    assertEquals(0, mask.getRaster().getSample(60, 70, 0));
    BufferedImage drawn = ImageIO.read(png.toFile());
    assertEquals(128, drawn.getWidth());
    assertEquals(0xf0f0f0, drawn.getRGB(60, 48) & 0xffffff);
  }

  @Test
  void outlinesAreSquareUnlessTheyAreWantedRaw() throws IOException {
    List<Coordinate> regular = shell(prompt(picture(), "--box", BOX).get(0));
    List<Coordinate> raw = shell(prompt(picture(), "--box", BOX, "--outline", "raw").get(0));
    assertEquals(5, regular.size(), regular.toString());
    assertTrue(raw.size() > 5, raw.toString());
    for (int i = 1; i < 4; i++) {
      double angle = Angle.angleBetween(regular.get(i - 1), regular.get(i), regular.get(i + 1));
      assertEquals(90, Math.toDegrees(angle), 0.1);
    }
    assertEquals(
        prompt(picture(), "--box", BOX, "--outline", "regular"), prompt(picture(), "--box", BOX));
    refused(picture(), "--box", BOX, "--outline", "round")
        .assertRefused("--outline is 'round'", "regular or raw");
  }

  @Test
  void cornersAreSquareOnTheGroundWhateverThePixels() throws IOException {
    // Seen 60 degrees north in degrees: a pixel is half as wide as it is high.
    Path file = folder.resolve("degrees.tif");
    Dataset source = gdal.Open(picture().toString());
    Dataset copy = gdal.GetDriverByName("GTiff").CreateCopy(file.toString(), source);
    copy.SetProjection(Crs.WGS84.wkt());
    double turn = Math.toRadians(20);
    double cos = 5e-6 * Math.cos(turn);
    double sin = 5e-6 * Math.sin(turn);
    copy.SetGeoTransform(new double[] {25, cos / 0.5, sin / 0.5, 60, sin, -cos});
    copy.delete();
    source.delete();
    List<Coordinate> corners = shell(prompt(file, "--box", BOX).get(0));
    assertEquals(5, corners.size(), corners.toString());
    List<Coordinate> ground =
        corners.stream().map(c -> new Coordinate(c.x * Math.cos(Math.toRadians(60)), c.y)).toList();
    for (int i = 1; i < 4; i++) {
      double angle = Angle.angleBetween(ground.get(i - 1), ground.get(i), ground.get(i + 1));
      assertEquals(90, Math.toDegrees(angle), 0.5);
    }
  }

  @Test
  void pointsBeforeAnyBoxAreOneObjectAndPointsAfterABoxBelongToIt() throws IOException {
    JsonNode found =
        prompt(
            picture(),
            "--point",
            "60,48,1",
            "--point=10,10,0",
            "--box",
            BOX,
            "--point",
            "60,50,1",
            "--box=38,30,82,66");
    assertEquals(3, found.size());
    List<String> labels = new ArrayList<>();
    found.forEach(f -> labels.add(f.get("properties").get("label").asText()));
    assertEquals(List.of("point", "box", "box"), labels);
    // The middle one is not the answer to its box alone: its point was heard.
    double alone =
        prompt(picture(), "--box", BOX).get(0).get("properties").get("predicted_iou").asDouble();
    double withPoint =
        prompt(picture(), "--box", BOX, "--point", "60,50,1")
            .get(0)
            .get("properties")
            .get("predicted_iou")
            .asDouble();
    double inTheMiddle = found.get(1).get("properties").get("predicted_iou").asDouble();
    assertEquals(withPoint, inTheMiddle, 1e-6);
    assertTrue(Math.abs(alone - withPoint) > 1e-6);
  }

  @Test
  void logitsThatAreNoNumbersAreReportedAndGiveNoOutline() throws IOException {
    add("broken", SMALL.resolve("sam-encoder.onnx"), SMALL.resolve("sam-decoder-not-finite.onnx"));
    Outcome outcome =
        Outcome.of("prompt", picture().toString(), "--segmenter", "broken", "--box", BOX);
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("mask-not-finite"), outcome.err());
    JsonNode feature = new ObjectMapper().readTree(outcome.out()).get("features").get(0);
    assertTrue(feature.get("geometry").isNull(), outcome.out());
  }

  @Test
  void multimaskGivesThreeMasksInTheModelsOrder() throws IOException {
    Path masks = folder.resolve("masks");
    JsonNode found =
        prompt(picture(), "--box", BOX, "--box", BOX, "--multimask", "--masks", masks.toString());
    assertEquals(6, found.size());
    for (int i = 0; i < 6; i++) {
      assertEquals(i / 3, found.get(i).get("properties").get("object").asInt());
      assertEquals(i % 3, found.get(i).get("properties").get("mask").asInt());
      assertTrue(Files.exists(masks.resolve("mask%d_%d.png".formatted(i / 3, i % 3))));
    }
    assertFalse(Files.exists(masks.resolve("mask0.png")));
  }

  @Test
  void aPlacedPictureGivesLongitudeAndLatitude() throws IOException {
    Path image = placedPicture();
    JsonNode pixels = prompt(image, "--box", BOX, "--pixels");
    JsonNode lonLat = prompt(image, "--box", BOX);
    List<Coordinate> inPixels = shell(pixels.get(0));
    List<Coordinate> onEarth = shell(lonLat.get(0));
    Coordinate first = inPixels.get(0);
    Coordinate expected =
        Crs.epsg(32645).to(Crs.WGS84).apply(360_000 + 0.5 * first.x, 3_058_000 - 0.5 * first.y);
    assertTrue(
        onEarth.stream().anyMatch(c -> c.distance(expected) < 2e-8), expected + " " + onEarth);

    // The same box in the picture's reference system.
    JsonNode byMap = prompt(image, "--map", "--box", "360020,3057968,360040,3057984");
    assertEquals(lonLat, byMap);
  }

  @Test
  void ringsAreRightHanded() throws IOException {
    for (Path image : List.of(picture(), placedPicture())) {
      List<Coordinate> shell = shell(prompt(image, "--box", BOX).get(0));
      assertTrue(
          org.locationtech.jts.algorithm.Orientation.isCCW(shell.toArray(Coordinate[]::new)));
      assertEquals(shell.get(0), shell.get(shell.size() - 1));
    }
  }

  @Test
  void sixteenBitsOneBandAndPalettesAreShownToo() throws IOException {
    Path file = folder.resolve("deep.tif");
    Dataset deep =
        gdal.GetDriverByName("GTiff")
            .Create(file.toString(), 128, 96, 1, gdalconstConstants.GDT_UInt16);
    short[] values = new short[128 * 96];
    for (int i = 0; i < values.length; i++) {
      boolean bright = i % 128 >= 40 && i % 128 < 80 && i / 128 >= 32 && i / 128 < 64;
      values[i] = (short) (bright ? 3000 : 400);
    }
    deep.GetRasterBand(1).WriteRaster(0, 0, 128, 96, gdalconstConstants.GDT_UInt16, values);
    deep.delete();
    assertEquals(1, prompt(file, "--box", BOX).size());
    assertFalse(prompt(file, "--box", BOX).get(0).get("geometry").isNull());

    BufferedImage indexed = new BufferedImage(128, 96, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.createGraphics().drawImage(ImageIO.read(picture().toFile()), 0, 0, null);
    Path palette = folder.resolve("palette.png");
    ImageIO.write(indexed, "png", palette.toFile());
    assertFalse(prompt(palette, "--box", BOX).get(0).get("geometry").isNull());
  }

  @Test
  void whatCannotBeAskedIsRefused() throws IOException {
    Path image = picture();
    refused(image).assertRefused("--box", "--point");
    refused(image, "--box", "1,2,3").assertRefused("--box 1,2,3", "x0,y0,x1,y1");
    refused(image, "--box", "a,2,3,4").assertRefused("--box a,2,3,4");
    refused(image, "--point", "4,4,2").assertRefused("--point 4,4,2");
    refused(image, "--box").assertRefused("X0,Y0,X1,Y1");
    refused(image, "--box", "5,5,5,9").assertRefused("no area");
    refused(image, "--box", "200,5,220,9").assertRefused("outside", "128 x 96");
    refused(image, "--point", "-1,5,1").assertRefused("outside");
    refused(image, "--map", "--box", BOX).assertRefused("picture.png", "where it lies");
    refused(folder.resolve("none.png"), "--box", BOX).assertRefused("no such file");
    Outcome.of("prompt", image.toString(), "--segmenter", "smal", "--box", BOX)
        .assertRefused("smal", "small");
  }

  @Test
  void fullSizeMasksAreThoseOfTheReferenceCode() throws IOException {
    Path reference = Path.of("../shared/reference/sam");
    assumeTrue(Files.isDirectory(reference), "no " + reference);
    add("full", reference.resolve("encoder.onnx"), reference.resolve("decoder.onnx"));
    JsonNode cases = new ObjectMapper().readTree(reference.resolve("reference.json").toFile());
    int compared = 0;
    for (Iterator<Map.Entry<String, JsonNode>> all = cases.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> c = all.next();
      if (!c.getValue().has("prompt")) {
        continue;
      }
      Path masks = folder.resolve(c.getKey());
      List<String> args = arguments(reference, c.getValue());
      args.addAll(List.of("--masks", masks.toString()));
      Outcome outcome = Outcome.of(args.toArray(String[]::new));
      assertEquals(0, outcome.status(), outcome.err());
      try (var files = Files.list(masks)) {
        for (Path mask : files.toList()) {
          assertSamePixels(reference.resolve(c.getKey() + "." + mask.getFileName()), mask);
          compared++;
        }
      }
    }
    assertEquals(20, compared);
  }

  private static List<String> arguments(Path reference, JsonNode c) {
    List<String> args =
        new ArrayList<>(List.of("prompt", reference.resolve(c.get("image").asText()).toString()));
    args.addAll(List.of("--segmenter", "full", "--device", "cpu"));
    JsonNode prompt = c.get("prompt");
    prompt.path("boxes").forEach(b -> args.add("--box=" + numbers(b)));
    if (prompt.has("box")) {
      args.add("--box=" + numbers(prompt.get("box")));
    }
    for (int i = 0; i < prompt.path("point_coords").size(); i++) {
      args.add(
          "--point="
              + numbers(prompt.get("point_coords").get(i))
              + ","
              + prompt.get("point_labels").get(i));
    }
    if (c.get("multimask").asBoolean()) {
      args.add("--multimask");
    }
    return args;
  }

  private static String numbers(JsonNode array) {
    List<String> numbers = new ArrayList<>();
    array.forEach(n -> numbers.add(n.asText()));
    return String.join(",", numbers);
  }

  /** The reference names single masks with a number too. */
  private static void assertSamePixels(Path expected, Path made) throws IOException {
    Path file =
        Files.exists(expected)
            ? expected
            : Path.of(expected.toString().replaceAll("\\.png$", "_0.png"));
    BufferedImage a = ImageIO.read(file.toFile());
    BufferedImage b = ImageIO.read(made.toFile());
    assertEquals(a.getWidth(), b.getWidth());
    assertEquals(a.getHeight(), b.getHeight());
    int differ = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        boolean inside = a.getRaster().getSample(x, y, 0) > 0;
        differ += (b.getRaster().getSample(x, y, 0) == (inside ? 255 : 0)) ? 0 : 1;
      }
    }
    assertTrue(differ <= a.getWidth() * a.getHeight() / 10_000, differ + " in " + made);
  }
}
