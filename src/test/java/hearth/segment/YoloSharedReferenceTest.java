package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.raster.ImageBlock;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A YOLOv8n at full size against its reference, where that is at hand. */
class YoloSharedReferenceTest {
  private static final Path FOLDER = Path.of("yolo");
  private static final int SIZE = 640;

  @Test
  void letterboxAndNetworkGiveTheStoredOutput() throws IOException {
    Path folder = Samples.shared(FOLDER.toString());
    ImageBlock picture = Samples.png(folder.resolve("input_810x480.png"));
    ModelSpec spec = Samples.detector(folder, "yolov8n.onnx");
    Letterbox letterbox = Letterbox.picture(picture.width(), picture.height(), SIZE, SIZE);
    FloatBuffer input = new Floats().atLeast(3 * SIZE * SIZE);
    letterbox.fill(picture, new Normalisation(spec.mean(), spec.std()), input);
    Npy expected = Npy.read(folder.resolve("raw_output.npy"));
    try (OnnxModel model = OnnxModel.open(spec, "model", Samples.inference());
        OnnxTensor image = OnnxModel.tensor(input, 1, 3, SIZE, SIZE);
        OrtSession.Result result = model.run(Map.of("images", image), Set.of("output0"))) {
      FloatBuffer out = ((OnnxTensor) result.get("output0").orElseThrow()).getFloatBuffer();
      Samples.assertClose("raw output", expected.values(), out.array(), 1e-3);
    }
  }

  @Test
  void suppressionOfTheStoredOutputKeepsTheReferencesBoxesInItsOrder() throws IOException {
    Path folder = Samples.shared(FOLDER.toString());
    Npy raw = Npy.read(folder.resolve("raw_output.npy"));
    JsonNode reference =
        new ObjectMapper().readTree(folder.resolve("reference_boxes.json").toFile());
    Letterbox letterbox = Letterbox.picture(810, 480, SIZE, SIZE);
    for (String mode : new String[] {"per_class", "agnostic"}) {
      JsonNode c = reference.get(mode);
      Candidates found =
          Yolo.candidates(
              FloatBuffer.wrap(raw.values()), 80, (float) c.get("conf").asDouble(), false);
      int[] kept =
          new Suppression(c.get("iou").asDouble(), mode.equals("agnostic"), 300).keep(found, SIZE);
      assertBoxes(mode, c.get("letterboxed"), found, kept);
      for (int i = 0; i < kept.length; i++) {
        JsonNode box = c.get("original").get(i);
        assertEquals(box.get(0).asDouble(), clip(letterbox.blockX(found.x0(kept[i])), 810), 1e-3);
        assertEquals(box.get(3).asDouble(), clip(letterbox.blockY(found.y1(kept[i])), 480), 1e-3);
      }
    }
  }

  @Test
  void suppressionOfSyntheticBoxesIsTheReferences() throws IOException {
    Path folder = Samples.shared(FOLDER.toString());
    Npy raw = Npy.read(folder.resolve("nms_synthetic_raw.npy"));
    JsonNode cases = new ObjectMapper().readTree(folder.resolve("nms_synthetic_ref.json").toFile());
    Pattern name = Pattern.compile("iou([\\d.]+)_agnostic(True|False)_multilabel(True|False)");
    int tried = 0;
    for (Iterator<Map.Entry<String, JsonNode>> all = cases.fields(); all.hasNext(); tried++) {
      Map.Entry<String, JsonNode> c = all.next();
      Matcher m = name.matcher(c.getKey());
      assertTrue(m.matches());
      Candidates found =
          Yolo.candidates(FloatBuffer.wrap(raw.values()), 5, 0.4f, m.group(3).equals("True"));
      int[] kept =
          new Suppression(Double.parseDouble(m.group(1)), m.group(2).equals("True"), 300)
              .keep(found, SIZE);
      assertBoxes(c.getKey(), c.getValue(), found, kept);
    }
    assertEquals(12, tried);
  }

  private static void assertBoxes(String name, JsonNode expected, Candidates found, int[] kept) {
    assertEquals(expected.size(), kept.length, name);
    for (int i = 0; i < kept.length; i++) {
      JsonNode box = expected.get(i);
      float[] actual = {
        found.x0(kept[i]),
        found.y0(kept[i]),
        found.x1(kept[i]),
        found.y1(kept[i]),
        found.score(kept[i]),
        found.label(kept[i])
      };
      for (int k = 0; k < 6; k++) {
        assertEquals(box.get(k).asDouble(), actual[k], 1e-4, name + ": box " + i);
      }
    }
  }

  private static double clip(double v, double most) {
    return Math.min(Math.max(v, 0), most);
  }
}
