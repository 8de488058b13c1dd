package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against numbers of PyTorch and NumPy: scripts/reference/detector_reference.py. */
class DetectorLayoutsTest {
  private static final double PIXELS = 1e-3;

  private static Detector open(String file, DetectorOptions options) {
    ModelSpec s = Samples.detector(Samples.RESOURCES, file + ".onnx");
    ModelSpec spec =
        new ModelSpec(
            s.name(),
            s.kind(),
            s.layout(),
            s.files(),
            s.inputSize(),
            s.groundResolution(),
            s.mean(),
            s.std(),
            s.classes(),
            0.3,
            0.4,
            s.maskScore(),
            s.licence(),
            s.attribution(),
            s.trainingData(),
            s.accuracy(),
            s.calibration(),
            s.folder());
    return Detector.open(spec, Samples.inference(), options);
  }

  @ParameterizedTest
  @CsvSource({
    "v5, class-wise",
    "v5, agnostic",
    "v5, chosen",
    "v5-one-class, class-wise",
    "v5-one-class, agnostic",
    "v5-seg, class-wise",
    "v5-seg, agnostic",
    "v5-seg, chosen",
    "v8-seg, class-wise",
    "v8-seg, agnostic",
    "v8-seg, chosen"
  })
  void boxesAreTheReferences(String file, String how) throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(Samples.RESOURCES.resolve("detectors.json").toFile())
            .get(file)
            .get(how);
    List<String> classes = how.equals("chosen") ? List.of("building", "water tank") : List.of();
    try (Detector detector = open(file, new DetectorOptions(classes, how.equals("agnostic")))) {
      List<DetectedBox> boxes =
          detector.detectPicture(Samples.png(Samples.RESOURCES.resolve("picture.png")));
      assertTrue(boxes.size() >= 20);
      assertEquals(expected.size(), boxes.size());
      for (int i = 0; i < boxes.size(); i++) {
        JsonNode e = expected.get(i);
        DetectedBox b = boxes.get(i);
        assertEquals(e.get(0).asDouble(), b.x0(), PIXELS);
        assertEquals(e.get(1).asDouble(), b.y0(), PIXELS);
        assertEquals(e.get(2).asDouble(), b.x1(), PIXELS);
        assertEquals(e.get(3).asDouble(), b.y1(), PIXELS);
        assertEquals(e.get(4).asDouble(), b.score(), 1e-4);
        assertEquals(e.get(5).asText(), b.label());
      }
    }
  }

  @Test
  void aClassThatIsNotKnownIsRefusedWithThoseThatAre() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> open("v5", new DetectorOptions(List.of("house"), false)).close());
    assertTrue(e.getMessage().contains("no class \"house\""), e.getMessage());
    assertTrue(e.getMessage().contains("building, tent, water tank"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yolo          | 1 84 8400 |",
        "yolo          | 1 5 -1 |",
        "yolo          | 1 116 8400   | 1 32 160 160",
        "yolo-v5       | 1 25200 85 |",
        "yolo-v5       | 1 25200 6 |", // one class, by the number of anchors
        "yolo-v5       | 1 -1 85 |",
        "yolo-v5       | 1 25200 117  | 1 32 160 160",
        "yolo-v5       | 1 25200 85   | 1 3 80 80 85",
        "yolo-end2end  | 1 300 6 |",
        "yolo-end2end  | 1 -1 6 |",
        "yolo-end2end  | 1 300 38     | 1 32 160 160",
        "yolo-nas      | -1 7 |",
        "yolo-nas      | 1 8400 4     | 1 8400 80"
      })
  void layoutsAreToldApartByShapes(String layout, String first, String second) {
    ModelIo io = io(Map.of(), "", first, second);
    assertEquals(layout, DetectorContract.of(anyDetector(), io).layout().key());
  }

  /** Seven numbers: of YOLOv7 with class before score, of YOLO-NAS the other way round. */
  @Test
  void rowsOfSevenAreToldApartByTheirNameOrByTheDescription() {
    ModelIo v7 = new ModelIo(images(), List.of(tensor("output", "-1 7", "")), Map.of());
    ModelIo nas =
        new ModelIo(images(), List.of(tensor("graph2_flat_predictions", "-1 7", "")), Map.of());
    ModelSpec any = anyDetector();
    assertEquals(ModelLayout.YOLO_V7_END2END, DetectorContract.of(any, v7).layout());
    assertEquals(ModelLayout.YOLO_NAS, DetectorContract.of(any, nas).layout());
    for (ModelLayout said : List.of(ModelLayout.YOLO_V7_END2END, ModelLayout.YOLO_NAS)) {
      ModelSpec described = described("v5.onnx", said);
      assertEquals(said, DetectorContract.of(described, v7).layout());
      assertEquals(said, DetectorContract.of(described, nas).layout());
    }
    ModelSpec wrong = described("v5.onnx", ModelLayout.YOLO_V5);
    InputException e =
        assertThrows(InputException.class, () -> DetectorContract.of(wrong, nas).layout());
    assertTrue(e.getMessage().contains("of layout yolo-v5"), e.getMessage());
  }

  @Test
  void yoloV7sRowsHaveTheClassBeforeTheScore() throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(Samples.RESOURCES.resolve("detectors.json").toFile())
            .get("v5") // the same network, suppressed afterwards
            .get("class-wise");
    try (Detector detector = open("v7-end2end", new DetectorOptions(List.of(), false))) {
      List<DetectedBox> boxes =
          detector.detectPicture(Samples.png(Samples.RESOURCES.resolve("picture.png")));
      assertTrue(boxes.size() >= 5);
      assertEquals(expected.size(), boxes.size());
      for (int i = 0; i < boxes.size(); i++) {
        assertEquals(expected.get(i).get(0).asDouble(), boxes.get(i).x0(), PIXELS);
        assertEquals(expected.get(i).get(3).asDouble(), boxes.get(i).y1(), PIXELS);
        assertEquals(expected.get(i).get(4).asDouble(), boxes.get(i).score(), 1e-4);
        assertEquals(expected.get(i).get(5).asText(), boxes.get(i).label());
      }
    }
  }

  @Test
  void anOpenNumberOfAnchorsIsToldByItsAxis() {
    ModelIo io = io(Map.of(), "anchors", "1 -1 6", null);
    assertEquals(ModelLayout.YOLO_V5, DetectorContract.of(anyDetector(), io).layout());
  }

  @Test
  void aFileForAnotherTaskIsRefused() {
    ModelIo pose = io(Map.of("task", "pose"), "", "1 56 8400", null);
    InputException e =
        assertThrows(InputException.class, () -> DetectorContract.of(anyDetector(), pose));
    assertTrue(e.getMessage().contains("its task is pose"), e.getMessage());
  }

  @Test
  void anOpenInputTakesItsSizeFromTheNotes() {
    ModelSpec spec = anyDetector();
    assertEquals(640, BoxDetector.inputSize(spec, open(Map.of())));
    assertEquals(
        1280, BoxDetector.inputSize(spec, open(Map.of("imgsz", "[1280, 1280]", "stride", "32"))));
    InputException e =
        assertThrows(
            InputException.class,
            () -> BoxDetector.inputSize(spec, open(Map.of("imgsz", "[650, 650]", "stride", "32"))));
    assertTrue(e.getMessage().contains("no multiple of its stride"), e.getMessage());
  }

  private static ModelSpec anyDetector() {
    return Samples.detector(Samples.RESOURCES, "v5.onnx");
  }

  private static ModelIo open(Map<String, String> notes) {
    return new ModelIo(List.of(tensor("images", "1 3 -1 -1", "")), List.of(), notes);
  }

  private static ModelIo io(Map<String, String> notes, String axis, String first, String second) {
    List<TensorSpec> outputs = new ArrayList<>();
    outputs.add(tensor("output0", first, axis));
    if (second != null) {
      outputs.add(tensor("output1", second, ""));
    }
    return new ModelIo(images(), outputs, notes);
  }

  private static List<TensorSpec> images() {
    return List.of(tensor("images", "1 3 640 640", ""));
  }

  private static ModelSpec described(String file, ModelLayout layout) {
    return Samples.spec(
        ModelKind.DETECTOR, Optional.of(layout), Samples.RESOURCES, Map.of("model", file));
  }

  /**
   * @param axis name of the second axis
   */
  private static TensorSpec tensor(String name, String sizes, String axis) {
    List<Long> shape = new ArrayList<>();
    List<String> axes = new ArrayList<>();
    for (String size : sizes.split(" ")) {
      axes.add(shape.size() == 1 ? axis : "");
      shape.add(Long.parseLong(size));
    }
    return new TensorSpec(name, "float32", shape, axes);
  }
}
