package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against the package segment-anything 1.0: scripts/reference/sam_reference.py. */
class OfficialSamTest {
  private static final double TOLERANCE = 1e-4;
  private static final SamReference REFERENCE = new SamReference("official-sam");
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
    return (SamSegmenter)
        Segmenter.open(
            Samples.segmenter(Samples.RESOURCES, "official-sam-encoder.onnx", decoder),
            Samples.inference());
  }

  @Test
  void everyPromptGetsThePredictorsAnswer() throws IOException {
    try (SamSegmenter segmenter = open("official-sam-decoder.onnx");
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      assertEquals(128, segmenter.inputSize());
      REFERENCE.assertEmbedding(((SamEmbedding) embedding).tensors().get(SamContract.EMBEDDINGS));
      REFERENCE.assertAnswers(segmenter, embedding, PROMPTS);
      REFERENCE.assertMasks(segmenter, embedding, PROMPTS);
      REFERENCE.assertSingleMasks(segmenter, embedding, PROMPTS);
    }
  }

  /** Of two tokens, padding included, the best of the several masks, of more the single one. */
  @Test
  void theExportOfOneMaskAnswersAsItChooses() throws IOException {
    float[] all = Npy.read(Samples.RESOURCES.resolve("official-sam-logits.npy")).values();
    JsonNode cases = REFERENCE.cases();
    List<String> names = List.copyOf(PROMPTS.keySet());
    int[] answered = new int[1];
    try (SamSegmenter segmenter = open("official-sam-decoder-single.onnx");
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      int size = segmenter.maskShape(embedding).logits();
      segmenter.decodeAll(
          embedding,
          List.copyOf(PROMPTS.values()),
          (prompt, logits, offset, predicted) -> {
            String name = names.get(prompt);
            JsonNode expected = cases.get(name);
            boolean three = name.equals("points") || name.equals("box-point");
            int chosen = three ? 0 : best(expected.get("iou"));
            assertEquals(1, predicted.length);
            assertEquals(expected.get("iou").get(chosen).asDouble(), predicted[0], TOLERANCE, name);
            Samples.assertClose(
                name,
                Samples.array(
                    FloatBuffer.wrap(all), (expected.get("row").asInt() * 4 + chosen) * size, size),
                Samples.array(logits, offset, size),
                TOLERANCE);
            answered[0]++;
          });
    }
    assertEquals(PROMPTS.size(), answered[0]);
  }

  /** Of the last three. */
  private static int best(JsonNode iou) {
    int best = 1;
    for (int i = 2; i < 4; i++) {
      best = iou.get(i).asDouble() > iou.get(best).asDouble() ? i : best;
    }
    return best;
  }
}
