package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.Crs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.geom.Coordinate;

/** One picture on the command line: boxes, points, masks. */
class PromptCommandTest extends PromptCase {
  private static final String BOX = "40,32,80,64";

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
