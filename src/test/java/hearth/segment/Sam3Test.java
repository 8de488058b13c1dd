package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against samexporter's own inference: scripts/reference/sam3_reference.py. */
class Sam3Test {
  private static final double TOLERANCE = 1e-4;
  private static final BoxPrompt BOX = new BoxPrompt(30, 21, 58, 49);

  @TempDir Path folder;

  private static JsonNode reference(String name) throws IOException {
    return new ObjectMapper().readTree(Samples.RESOURCES.resolve("sam3.json").toFile()).get(name);
  }

  private static Map<String, String> files(String decoder) {
    return Map.of(
        "encoder", "sam3-encoder.onnx",
        "decoder", decoder,
        "language", "sam3-language.onnx",
        "tokenizer", "sam3-tokenizer.json");
  }

  private static ModelSpec spec(String decoder) {
    return Samples.spec(ModelKind.SEGMENTER, Optional.empty(), Samples.RESOURCES, files(decoder));
  }

  private static Segmenter open() {
    return Segmenter.open(spec("sam3-decoder.onnx"), Samples.inference());
  }

  /** What the reference was asked, as we ask it. */
  private static Concept concept(JsonNode expected) {
    List<Prompt> examples = new ArrayList<>();
    for (JsonNode mark : expected.get("prompt")) {
      JsonNode at = mark.get("data");
      examples.add(
          mark.get("type").asText().equals("point")
              ? new PointPrompt(
                  List.of(
                      new PromptPoint(
                          at.get(0).asDouble(),
                          at.get(1).asDouble(),
                          mark.get("label").asInt() == 1)))
              : new BoxPrompt(
                  at.get(0).asDouble(),
                  at.get(1).asDouble(),
                  at.get(2).asDouble(),
                  at.get(3).asDouble()));
    }
    Optional<String> text = Optional.of(expected.get("text").asText()).filter(t -> !t.isEmpty());
    return new Concept(text, examples, Concept.USUAL_SCORE);
  }

  @ParameterizedTest
  @CsvSource({
    "word, sam3-decoder.onnx",
    "words, sam3-decoder.onnx",
    "example, sam3-decoder.onnx",
    "both, sam3-decoder.onnx",
    "word, sam3-decoder-open.onnx",
    "both, sam3-decoder-open.onnx"
  })
  void everyInstanceIsThatOfTheReferenceCode(String name, String decoder) throws IOException {
    JsonNode expected = reference(name);
    BufferedImage strip = ImageIO.read(Samples.RESOURCES.resolve("sam3-masks.png").toFile());
    try (Segmenter segmenter = Segmenter.open(spec(decoder), Samples.inference());
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      List<ConceptInstance> found = segmenter.find(embedding, concept(expected));
      assertEquals(expected.get("scores").size(), found.size());
      assertTrue(found.size() < expected.get("above").asInt(), "duplicates were dropped");
      for (int i = 0; i < found.size(); i++) {
        ConceptInstance made = found.get(i);
        JsonNode box = expected.get("boxes").get(i);
        assertEquals(expected.get("scores").get(i).asDouble(), made.score(), TOLERANCE);
        assertEquals(box.get(0).asDouble(), made.x0(), 96 * TOLERANCE);
        assertEquals(box.get(1).asDouble(), made.y0(), 96 * TOLERANCE);
        assertEquals(box.get(2).asDouble(), made.x1(), 96 * TOLERANCE);
        assertEquals(box.get(3).asDouble(), made.y1(), 96 * TOLERANCE);
        int off = differing(strip, expected.get("row").asInt() + i, made.mask());
        int pixels = 96 * 70;
        assertTrue(off * 10_000L <= pixels, name + " mask " + i + ": " + off + " pixels differ");
      }
    }
  }

  private static int differing(BufferedImage strip, int row, WholeMask mask) {
    byte[] made = mask.pixels();
    int width = mask.picture().width();
    int off = 0;
    for (int i = 0; i < made.length; i++) {
      int expected = strip.getRGB(i % width, row * mask.picture().height() + i / width) & 0xff;
      off += expected == (made[i] & 0xff) ? 0 : 1;
    }
    return off;
  }

  @ParameterizedTest
  @ValueSource(strings = {"word", "words", "example"})
  void wordsBecomeClipsNumbers(String name) throws IOException {
    JsonNode expected = reference(name);
    String text = expected.get("text").asText();
    try (Tokenizer tokenizer = Tokenizer.open(spec("sam3-decoder.onnx"))) {
      long[] ids = tokenizer.encode(text.isEmpty() ? "visual" : text);
      long[] padded = new long[expected.get("tokens").size()];
      for (int i = 0; i < padded.length; i++) {
        padded[i] = expected.get("tokens").get(i).asLong();
      }
      assertArrayEquals(padded, Arrays.copyOf(ids, padded.length));
    }
  }

  /** A tile is never scaled: of one as large as the input the same comes out as of a picture. */
  @Test
  void aTileIsShownAsItIsAndWhatItLacksShowsNothing() {
    ModelSpec spec =
        Samples.spec(
            ModelKind.SEGMENTER,
            Optional.empty(),
            Samples.RESOURCES,
            Map.of(
                "encoder", "sam3-tile-encoder.onnx",
                "decoder", "sam3-tile-decoder.onnx",
                "language", "sam3-language.onnx",
                "tokenizer", "sam3-tokenizer.json"));
    int side = 168;
    int width = 100;
    int height = 120;
    byte[] whole = new byte[3 * side * side];
    Arrays.fill(whole, (byte) 128);
    byte[] part = new byte[3 * width * height];
    Random random = new Random(5);
    for (int i = 0; i < part.length; i++) {
      part[i] = (byte) random.nextInt(256);
      int channel = i / (width * height);
      int row = i % (width * height) / width;
      whole[(channel * side + row) * side + i % width] = part[i];
    }
    Concept building = new Concept(Optional.of("building"), List.of(), 0.01);
    try (Segmenter segmenter = Segmenter.open(spec, Samples.inference());
        Embedding tile = segmenter.encode(Samples.block(width, height, part, null));
        Embedding padded = segmenter.encode(Samples.block(side, side, whole, null));
        Embedding picture = segmenter.encodePicture(Samples.block(side, side, whole, null))) {
      assertEquals(width, tile.blockWidth());
      List<ConceptInstance> asPicture = segmenter.find(picture, building);
      assertInstances(asPicture, segmenter.find(padded, building));
      List<ConceptInstance> small = segmenter.find(tile, building);
      assertFalse(small.isEmpty());
      // Duplicates are told by the part that is asked about: the surest are the same.
      assertEquals(asPicture.get(0).score(), small.get(0).score(), 1e-6);
      assertEquals(asPicture.get(0).x1(), small.get(0).x1(), 1e-6);
      byte[] expected = asPicture.get(0).mask().pixels();
      byte[] made = small.get(0).mask().pixels();
      assertEquals(width * height, made.length);
      for (int i = 0; i < made.length; i++) {
        assertEquals(expected[i / width * side + i % width], made[i]);
      }
    }
  }

  private static void assertInstances(List<ConceptInstance> expected, List<ConceptInstance> made) {
    assertFalse(expected.isEmpty());
    assertEquals(expected.size(), made.size());
    for (int i = 0; i < made.size(); i++) {
      assertEquals(expected.get(i).score(), made.get(i).score(), 1e-6);
      assertArrayEquals(expected.get(i).mask().pixels(), made.get(i).mask().pixels());
    }
  }

  @Test
  void theLeastScoreDecidesHowManyThereAre() throws IOException {
    try (Segmenter segmenter = open();
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      Optional<String> text = Optional.of("building");
      List<ConceptInstance> usual =
          segmenter.find(embedding, new Concept(text, List.of(), Concept.USUAL_SCORE));
      List<ConceptInstance> sure =
          segmenter.find(embedding, new Concept(text, List.of(), usual.get(1).score()));
      assertEquals(1, sure.size());
      assertEquals(usual.get(0).score(), sure.get(0).score());
      assertEquals(List.of(), segmenter.find(embedding, new Concept(text, List.of(), 1)));
    }
  }

  @Test
  void tooManyWordsOrExamplesAreRefused() throws IOException {
    try (Segmenter segmenter = open();
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      Concept long32 = new Concept(Optional.of("building ".repeat(31)), List.of(), 0.5);
      InputException words =
          assertThrows(InputException.class, () -> segmenter.find(embedding, long32));
      assertTrue(words.getMessage().contains("the text has 33 tokens"), words.getMessage());
      Concept nine = new Concept(Optional.empty(), Collections.nCopies(9, BOX), 0.5);
      InputException examples =
          assertThrows(InputException.class, () -> segmenter.find(embedding, nine));
      assertTrue(examples.getMessage().contains("8 examples at most"), examples.getMessage());
    }
  }

  @Test
  void itIsNotAskedAboutSingleObjects() throws IOException {
    try (Segmenter segmenter = open();
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      assertTrue(segmenter.findsConcepts());
      InputException e = assertThrows(InputException.class, segmenter::requireObjects);
      assertTrue(e.getMessage().contains("every instance"), e.getMessage());
      assertThrows(InputException.class, () -> segmenter.decode(embedding, List.of(BOX)));
    }
    ModelSpec sam = Samples.segmenter(Samples.RESOURCES, "sam-encoder.onnx", "sam-decoder.onnx");
    try (Segmenter segmenter = Segmenter.open(sam, Samples.inference());
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      assertFalse(segmenter.findsConcepts());
      segmenter.requireObjects();
      Concept house = new Concept(Optional.of("house"), List.of(), 0.5);
      assertThrows(InputException.class, () -> segmenter.find(embedding, house));
    }
  }

  private static Map<String, Path> sources(String decoder) {
    Map<String, Path> sources = new TreeMap<>();
    files(decoder).forEach((role, file) -> sources.put(role, Samples.RESOURCES.resolve(file)));
    return sources;
  }

  @Test
  void itIsAddedWithItsFourFilesAndShown() {
    ModelLibrary library = new ModelLibrary(List.of(folder));
    ModelSpec added =
        library.add(ModelDraft.of("sam3", ModelKind.SEGMENTER), sources("sam3-decoder.onnx"));
    assertEquals(Optional.of(ModelLayout.SAM3), added.layout());
    assertEquals(added, library.load("sam3"));
    assertEquals(List.of(1.0, 1.0, 1.0), added.std());
    assertEquals(56, library.show(added).inputSize());
    assertTrue(Files.exists(folder.resolve("sam3.language.onnx")));
    assertTrue(Files.exists(folder.resolve("sam3.tokenizer.json")));
  }

  @Test
  void filesThatDoNotFitEachOtherAreRefused() {
    ModelSpec spec = spec("sam3-decoder.onnx");
    Map<String, ModelIo> io = new ModelLibrary(List.of(folder)).show(spec).files();
    List<TensorSpec> taken = new ArrayList<>(io.get("decoder").inputs());
    taken.replaceAll(
        t ->
            t.name().equals("backbone_fpn_2")
                ? new TensorSpec(t.name(), t.type(), List.of(1L, 8L, 9L, 9L), t.axes())
                : t);
    ModelIo decoder = new ModelIo(taken, io.get("decoder").outputs(), Map.of());
    Sam3Segmenter.requireFit(spec, io.get("encoder"), io.get("decoder"));
    InputException e =
        assertThrows(
            InputException.class, () -> Sam3Segmenter.requireFit(spec, io.get("encoder"), decoder));
    assertTrue(e.getMessage().contains("backbone_fpn_2 float32 [1, 8, 9, 9]"), e.getMessage());
  }

  @Test
  void otherFilesInItsRolesAreRefusedWithWhatWasExpected() {
    ModelLibrary library = new ModelLibrary(List.of(folder));
    ModelDraft draft = ModelDraft.of("sam3", ModelKind.SEGMENTER);
    InputException other =
        assertThrows(InputException.class, () -> library.add(draft, sources("sam-decoder.onnx")));
    assertTrue(other.getMessage().contains("presence_logit_dec"), other.getMessage());
    Map<String, Path> incomplete = sources("sam3-decoder.onnx");
    incomplete.remove("tokenizer");
    InputException missing =
        assertThrows(InputException.class, () -> library.add(draft, incomplete));
    assertTrue(missing.getMessage().contains("no tokenizer"), missing.getMessage());
    Map<String, Path> broken = sources("sam3-decoder.onnx");
    broken.put("tokenizer", Samples.RESOURCES.resolve("sam.json"));
    InputException unread = assertThrows(InputException.class, () -> library.add(draft, broken));
    assertTrue(unread.getMessage().contains("cannot be read as a tokenizer"), unread.getMessage());
    assertEquals(List.of(), library.list());
  }
}
