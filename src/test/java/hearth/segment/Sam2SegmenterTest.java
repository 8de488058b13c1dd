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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sam2's own code, exported by samexporter: scripts/reference/sam2_reference.py. */
class Sam2SegmenterTest {
  private static final double TOLERANCE = 1e-4;
  private static final int MASK = 32 * 32;

  /** Per prompt: three masks, the single one, and three of a second pass. */
  private static final int ROWS = 7;

  private static final Map<String, Prompt> PROMPTS = new LinkedHashMap<>();

  static {
    PROMPTS.put("box", new BoxPrompt(30, 21, 57, 50));
    PROMPTS.put("second-box", new BoxPrompt(4.5, 3.25, 22, 31));
    PROMPTS.put("point", PointPrompt.at(44, 35));
    PROMPTS.put(
        "points",
        new PointPrompt(List.of(new PromptPoint(44, 35, true), new PromptPoint(10, 60, false))));
    PROMPTS.put("box-point", new BoxPrompt(30, 21, 57, 50, List.of(new PromptPoint(44, 35, true))));
  }

  private static SamSegmenter open(String decoder) {
    ModelSpec spec = Samples.segmenter(Samples.RESOURCES, "sam2-encoder.onnx", decoder);
    return (SamSegmenter) Segmenter.open(spec, Samples.inference());
  }

  private static ImageBlock picture() throws IOException {
    return Samples.png(Samples.RESOURCES.resolve("picture.png"));
  }

  private static JsonNode cases() throws IOException {
    return new ObjectMapper().readTree(Samples.RESOURCES.resolve("sam2.json").toFile());
  }

  private static float[] logits(int prompt, int mask) throws IOException {
    float[] all = Npy.read(Samples.RESOURCES.resolve("sam2-logits.npy")).values();
    return Samples.array(FloatBuffer.wrap(all), (prompt * ROWS + mask) * MASK, MASK);
  }

  @Test
  void aTileIsEncodedAsItIs() throws IOException {
    try (SamSegmenter segmenter = open("sam2-decoder.onnx");
        Embedding embedding = segmenter.encode(picture())) {
      assertEquals(128, segmenter.inputSize());
      Samples.assertClose(
          "embedding",
          Npy.read(Samples.RESOURCES.resolve("sam2-embedding.npy")).values(),
          ((SamEmbedding) embedding).tensors().get("image_embed").getFloatBuffer().array(),
          TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sam2-decoder.onnx", "sam2-decoder-single.onnx"})
  void everyPromptGetsTheReferencesMasks(String decoder) throws IOException {
    boolean single = decoder.contains("single");
    JsonNode cases = cases();
    List<String> names = new ArrayList<>(PROMPTS.keySet());
    float[][] answers = new float[names.size()][];
    try (SamSegmenter segmenter = open(decoder);
        Embedding embedding = segmenter.encode(picture())) {
      segmenter.decodeAll(
          embedding,
          new ArrayList<>(PROMPTS.values()),
          (prompt, found, offset, iou) -> {
            JsonNode expected = cases.get(names.get(prompt)).get(single ? "single" : "iou");
            assertEquals(expected.size(), iou.length);
            for (int m = 0; m < iou.length; m++) {
              assertEquals(expected.get(m).asDouble(), iou[m], TOLERANCE, names.get(prompt));
            }
            answers[prompt] = Samples.array(found, offset, iou.length * MASK);
          });
    }
    for (int prompt = 0; prompt < answers.length; prompt++) {
      int masks = answers[prompt].length / MASK;
      assertEquals(single ? 1 : 3, masks);
      for (int m = 0; m < masks; m++) {
        Samples.assertClose(
            names.get(prompt) + " mask " + m,
            logits(prompt, single ? 3 : m),
            Samples.array(FloatBuffer.wrap(answers[prompt]), m * MASK, MASK),
            TOLERANCE);
      }
    }
  }

  @Test
  void aSecondPassTakesTheFirstOnesLogits() throws IOException {
    JsonNode cases = cases();
    List<Prompt> prompts = new ArrayList<>(PROMPTS.values());
    try (SamSegmenter segmenter = open("sam2-decoder.onnx");
        Embedding embedding = segmenter.encode(picture())) {
      List<ScoredMask> refined = segmenter.decode(embedding, prompts, MaskChoice.BEST, 1);
      int row = 0;
      for (String name : PROMPTS.keySet()) {
        double best = 0;
        for (JsonNode iou : cases.get(name).get("refined")) {
          best = Math.max(best, iou.asDouble());
        }
        assertEquals(best, refined.get(row++).predictedIou(), TOLERANCE, name);
      }
    }
  }

  @Test
  void aWholePictureFillsTheSquare() throws IOException {
    try (SamSegmenter segmenter = open("sam2-decoder.onnx");
        Embedding embedding = segmenter.encodePicture(picture())) {
      SamFrame frame = ((SamEmbedding) embedding).frame();
      assertEquals(128, frame.resizedWidth());
      assertEquals(128, frame.resizedHeight());
      List<WholeMask> masks = new ArrayList<>();
      segmenter.decodeWhole(
          embedding,
          List.of(new BoxPrompt(30, 21, 57, 50)),
          true,
          (prompt, found) -> masks.addAll(found));
      assertEquals(3, masks.size());
      assertEquals(96 * 70, masks.get(0).pixels().length);
    }
  }

  @Test
  void filesOfDifferentFamiliesAreRefused() {
    ModelSpec mixed = Samples.segmenter(Samples.RESOURCES, "sam2-encoder.onnx", "sam-decoder.onnx");
    InputException e =
        assertThrows(
            InputException.class, () -> Segmenter.open(mixed, Samples.inference()).close());
    assertTrue(e.getMessage().contains("no known contract"), e.getMessage());
    assertTrue(e.getMessage().contains("high_res_feats_0"), e.getMessage());
  }

  @Test
  void theLayoutIsToldFromTheFiles() {
    ModelSpec spec = Samples.segmenter(Samples.RESOURCES, "sam2-encoder.onnx", "sam2-decoder.onnx");
    assertEquals(
        ModelLayout.SAM2, new ModelLibrary(List.of(Samples.RESOURCES)).show(spec).layout());
  }
}
