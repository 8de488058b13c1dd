package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against numbers of PyTorch and NumPy: scripts/reference/segment_reference.py. */
class DetectorTest {
  private static final double TOLERANCE = 1e-3; // of a pixel, after division by the scale

  private static Detector open(String file) {
    return Detector.open(spec(file), Samples.inference());
  }

  private static ModelSpec spec(String file) {
    ModelSpec s = Samples.detector(Samples.RESOURCES, file);
    return new ModelSpec(
        s.name(),
        s.kind(),
        s.layout(),
        s.files(),
        s.inputSize(),
        s.groundResolution(),
        s.mean(),
        s.std(),
        s.classes(),
        0.5,
        0.4,
        s.maskScore(),
        s.licence(),
        s.attribution(),
        s.trainingData(),
        s.accuracy(),
        s.calibration(),
        s.folder());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yolo", "end2end", "nas-flat", "nas-batch", "nas-raw"})
  void everyLayoutGivesTheReferencesBoxes(String layout) throws IOException {
    JsonNode expected =
        new ObjectMapper().readTree(Samples.RESOURCES.resolve("yolo.json").toFile()).get(layout);
    ImageBlock picture = Samples.png(Samples.RESOURCES.resolve("picture.png"));
    try (Detector detector = open(layout + ".onnx")) {
      List<DetectedBox> boxes = detector.detectPicture(picture);
      assertTrue(boxes.size() >= 5);
      assertEquals(expected.size(), boxes.size());
      for (int i = 0; i < boxes.size(); i++) {
        JsonNode e = expected.get(i);
        DetectedBox b = boxes.get(i);
        assertEquals(e.get(0).asDouble(), b.x0(), TOLERANCE);
        assertEquals(e.get(1).asDouble(), b.y0(), TOLERANCE);
        assertEquals(e.get(2).asDouble(), b.x1(), TOLERANCE);
        assertEquals(e.get(3).asDouble(), b.y1(), TOLERANCE);
        assertEquals(e.get(4).asDouble(), b.score(), 1e-4);
        assertEquals(e.get(5).asText(), b.label());
      }
    }
  }

  @Test
  void theLetterboxIsTheReferences() throws IOException {
    ImageBlock picture = Samples.png(Samples.RESOURCES.resolve("picture.png"));
    ImageBlock expected = Samples.png(Samples.RESOURCES.resolve("letterboxed.png"));
    FloatBuffer input = new Floats().atLeast(3 * 64 * 64);
    Letterbox.picture(96, 70, 64, 64)
        .fill(picture, new Normalisation(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)), input);
    for (int i = 0; i < 3 * 64 * 64; i++) {
      assertEquals(expected.rgb()[i] & 0xff, input.get(i), 1, "byte " + i);
    }
  }

  @Test
  void aTileOfTheInputsSizeIsNotScaled() {
    Letterbox whole = Letterbox.tile(64, 64, 64);
    assertEquals(new Letterbox(1, 1, 0, 0, 64, 64, 64), whole);
    assertEquals(new Letterbox(1, 1, 12, 17, 40, 30, 64), Letterbox.tile(40, 30, 64));
    assertEquals(0.5, Letterbox.tile(128, 20, 64).scaleX());
  }

  @Test
  void aBrightCellIsFoundWhereItIs() {
    // The cell from (40, 16) to (48, 24) alone is bright: its box is about it, 8 to 22 px wide.
    ImageBlock block = SamSegmenterTest.brightRectangle(64, 64, 40, 16, 48, 24);
    try (Detector detector = open("yolo.onnx")) {
      DetectedBox best = detector.detect(block).get(0);
      assertEquals("building", best.label());
      assertEquals(44, (best.x0() + best.x1()) / 2, 2);
      assertEquals(20, (best.y0() + best.y1()) / 2, 2);
    }
  }

  @Test
  void aSmallTileIsCentredAndItsBoxesAreInItsOwnPixels() {
    // 48 x 48 in 64 x 64: 8 pixels of padding on each side, so that cells stay whole.
    ImageBlock block = SamSegmenterTest.brightRectangle(48, 48, 16, 24, 24, 32);
    try (Detector detector = open("yolo.onnx")) {
      DetectedBox best = detector.detect(block).get(0);
      assertEquals("building", best.label());
      assertEquals(20, (best.x0() + best.x1()) / 2, 2);
      assertEquals(28, (best.y0() + best.y1()) / 2, 2);
    }
  }

  @Test
  void boxesWhoseCentreShowsNothingAreLeftOut() {
    ImageBlock bright = SamSegmenterTest.brightRectangle(64, 64, 40, 16, 48, 24);
    byte[] valid = new byte[64 * 64];
    Arrays.fill(valid, (byte) 1);
    try (Detector detector = open("yolo.onnx")) {
      DetectedBox best = detector.detect(bright).get(0);
      int x = (int) ((best.x0() + best.x1()) / 2);
      int y = (int) ((best.y0() + best.y1()) / 2);
      valid[y * 64 + x] = 0; // one pixel: the network hardly sees it
      ImageBlock holed = Samples.block(64, 64, bright.rgb(), valid);
      assertTrue(
          detector.detect(holed).stream()
              .noneMatch(
                  b -> (int) ((b.x0() + b.x1()) / 2) == x && (int) ((b.y0() + b.y1()) / 2) == y));
      assertEquals(
          List.of(), detector.detect(Samples.block(64, 64, bright.rgb(), new byte[64 * 64])));
    }
  }

  @Test
  void classNamesComeFromTheFilesNotesOrTheDescription() {
    ModelIo io = new ModelIo(List.of(), List.of(), Map.of("names", "{0: 'a', 1: \"it's\"}"));
    assertEquals(List.of("a", "it's"), ClassNames.fromNotes(io));
    ModelIo gap = new ModelIo(List.of(), List.of(), Map.of("names", "{0: 'a', 2: 'c'}"));
    assertEquals(List.of(), ClassNames.fromNotes(gap));
    ModelSpec named = spec("yolo.onnx");
    ModelSpec two =
        new ModelSpec(
            named.name(),
            named.kind(),
            Optional.of(ModelLayout.YOLO),
            named.files(),
            named.inputSize(),
            named.groundResolution(),
            named.mean(),
            named.std(),
            List.of("building", "road"),
            0.5,
            0.4,
            named.maskScore(),
            "",
            "",
            List.of(),
            Map.of(),
            Map.of(),
            named.folder());
    InputException e =
        assertThrows(InputException.class, () -> Detector.open(two, Samples.inference()).close());
    assertTrue(e.getMessage().contains("2 classes are named"), e.getMessage());
  }

  @Test
  void aFileOfNoLayoutIsRefusedWithWhatItTakes() {
    InputException e = assertThrows(InputException.class, () -> open("neither.onnx").close());
    assertTrue(e.getMessage().contains("takes numbers float32 [1, 4]"), e.getMessage());
    assertTrue(e.getMessage().contains("yolo: giving [1, 4 + classes, anchors]"), e.getMessage());
  }

  @Test
  void aScoreThatIsNoNumberIsNotAnEmptyScene() {
    float[] raw = {5, 9, 5, 9, 4, 4, 4, 4, 0.9f, Float.NaN};
    assertThrows(
        IllegalStateException.class, () -> Yolo.candidates(FloatBuffer.wrap(raw), 1, 0.3f, false));
  }

  @Test
  void suppressionByTheGridIsTheOneByAllPairs() {
    Random random = new Random(5);
    for (int trial = 0; trial < 20; trial++) {
      Candidates boxes = new Candidates();
      for (int i = 0; i < 400; i++) {
        float x = random.nextInt(700) - 30;
        float y = random.nextInt(700) - 30;
        float size = 10 + random.nextInt(trial < 10 ? 40 : 400);
        boxes.add(x, y, x + size, y + size / 2, random.nextInt(20) / 20f, random.nextInt(3));
      }
      for (boolean acrossClasses : new boolean[] {false, true}) {
        Suppression suppression = new Suppression(0.4, acrossClasses, 250);
        assertEquals(
            allPairs(boxes, 0.4, acrossClasses, 250),
            Arrays.stream(suppression.keep(boxes, 640)).boxed().toList());
      }
    }
  }

  private static List<Integer> allPairs(
      Candidates boxes, double threshold, boolean acrossClasses, int most) {
    Set<Integer> dropped = new HashSet<>();
    ArrayList<Integer> order = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      order.add(i);
    }
    order.sort((a, b) -> Float.compare(boxes.score(b), boxes.score(a)));
    ArrayList<Integer> kept = new ArrayList<>();
    for (int i : order) {
      for (int k : kept) {
        if ((acrossClasses || boxes.label(i) == boxes.label(k)) && boxes.iou(k, i) > threshold) {
          dropped.add(i);
        }
      }
      if (!dropped.contains(i)) {
        kept.add(i);
      }
    }
    return kept.subList(0, Math.min(most, kept.size()));
  }
}
