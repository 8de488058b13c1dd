package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against transformers' own code: scripts/reference/grounding_dino_reference.py. */
class GroundingDinoTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private static JsonNode reference(String name) throws IOException {
    return new ObjectMapper()
        .readTree(Samples.RESOURCES.resolve("grounding-dino.json").toFile())
        .get(name);
  }

  private static ModelSpec spec() {
    return Samples.spec(
        ModelKind.DETECTOR,
        OptionalInt.of(96),
        Samples.RESOURCES,
        Map.of("model", "grounding-dino.onnx", "tokenizer", "grounding-dino-tokenizer.json"));
  }

  private static Detector open(String text, double textThreshold, double score) {
    return Detector.open(
        spec().withScoreThreshold(score),
        Samples.inference(),
        new DetectorOptions(List.of(), false, Optional.of(text), textThreshold));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "two", "unknown"})
  void boxesAndPhrasesAreThoseOfTheReferenceCode(String name) throws IOException {
    JsonNode expected = reference(name);
    ImageBlock picture = SamReference.picture();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < expected.get("boxes").size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> -expected.get("scores").get(i).asDouble()));
    try (Detector detector =
        open(
            expected.get("text").asText(),
            expected.get("text_threshold").asDouble(),
            expected.get("threshold").asDouble())) {
      List<DetectedBox> found = detector.detectPicture(picture);
      assertTrue(found.size() > 5, "boxes: " + found.size());
      assertEquals(order.size(), found.size());
      for (int i = 0; i < found.size(); i++) {
        JsonNode box = expected.get("boxes").get(order.get(i));
        DetectedBox made = found.get(i);
        assertEquals(expected.get("scores").get(order.get(i)).asDouble(), made.score(), TOLERANCE);
        assertEquals(Math.max(0, box.get(0).asDouble()), made.x0(), 96 * TOLERANCE);
        assertEquals(Math.max(0, box.get(1).asDouble()), made.y0(), 96 * TOLERANCE);
        assertEquals(Math.min(picture.width(), box.get(2).asDouble()), made.x1(), 96 * TOLERANCE);
        assertEquals(Math.min(picture.height(), box.get(3).asDouble()), made.y1(), 96 * TOLERANCE);
        assertEquals(expected.get("labels").get(order.get(i)).asText(), made.label());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "two", "unknown"})
  void wordsBecomeTheReferencesNumbers(String name) throws IOException {
    JsonNode expected = reference(name);
    long[] ids = new long[expected.get("ids").size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = expected.get("ids").get(i).asLong();
    }
    try (Tokenizer tokenizer = Tokenizer.open(spec())) {
      assertArrayEquals(
          ids, tokenizer.encode(GroundingDino.caption(expected.get("text").asText())));
    }
  }

  @Test
  void noConnectionIsTried() throws IOException {
    List<URI> asked = new ArrayList<>();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<java.net.Proxy> select(URI uri) {
            asked.add(uri);
            throw new IllegalStateException("no connection in this test: " + uri);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
    try (Tokenizer tokenizer = Tokenizer.open(spec())) {
      assertEquals(4, tokenizer.encode("building.").length);
      assertEquals("true", System.getProperty("OPT_OUT_TRACKING"));
      assertEquals("true", System.getProperty("ai.djl.offline"));
    } finally {
      ProxySelector.setDefault(before);
    }
    assertEquals(List.of(), asked);
  }

  @ParameterizedTest
  @CsvSource({"96, 70, 87, 64", "70, 96, 64, 87", "300, 60, 106, 21", "50, 50, 64, 64"})
  void picturesAreScaledAsTheReferenceScalesThem(int w, int h, int newW, int newH) {
    assertArrayEquals(new int[] {newW, newH}, GroundingDino.resized(w, h, 64));
  }

  @Test
  void aModelOfWordsWantsAText() {
    InputException e =
        assertThrows(
            InputException.class, () -> Detector.open(spec(), Samples.inference()).close());
    assertTrue(e.getMessage().contains("--text"), e.getMessage());
    ModelSpec yolo = Samples.detector(Samples.RESOURCES, "yolo.onnx");
    InputException other =
        assertThrows(
            InputException.class,
            () ->
                Detector.open(yolo, Samples.inference(), DetectorOptions.ofText("house")).close());
    assertTrue(other.getMessage().contains("takes no text"), other.getMessage());
  }

  @Test
  void itIsAddedWithItsTokenizerAndShown() {
    ModelLibrary library = new ModelLibrary(List.of(folder));
    Map<String, Path> files =
        Map.of(
            "model", Samples.RESOURCES.resolve("grounding-dino.onnx"),
            "tokenizer", Samples.RESOURCES.resolve("grounding-dino-tokenizer.json"));
    ModelSpec added = library.add(ModelDraft.of("dino", ModelKind.DETECTOR), files);
    assertEquals(Optional.of(ModelLayout.GROUNDING_DINO), added.layout());
    assertEquals(added, library.load("dino"));
    assertEquals(GroundingDino.MEAN, added.mean());
    assertEquals(800, library.show(added).inputSize());
    assertTrue(Files.exists(folder.resolve("dino.tokenizer.json")));
  }

  @Test
  void withoutItsTokenizerTheMessageSaysSo() {
    ModelLibrary library = new ModelLibrary(List.of(folder));
    ModelDraft draft = ModelDraft.of("dino", ModelKind.DETECTOR);
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                library.add(
                    draft, Map.of("model", Samples.RESOURCES.resolve("grounding-dino.onnx"))));
    assertTrue(e.getMessage().contains("with a tokenizer"), e.getMessage());
    InputException broken =
        assertThrows(
            InputException.class,
            () ->
                library.add(
                    draft,
                    Map.of(
                        "model", Samples.RESOURCES.resolve("grounding-dino.onnx"),
                        "tokenizer", Samples.RESOURCES.resolve("sam.json"))));
    assertTrue(broken.getMessage().contains("cannot be read as a tokenizer"), broken.getMessage());
  }
}
