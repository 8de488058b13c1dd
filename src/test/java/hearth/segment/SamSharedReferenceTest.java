package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.raster.ImageBlock;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** MobileSAM at full size against what PyTorch made of it, where the reference is at hand. */
class SamSharedReferenceTest {
  private static final double TOLERANCE = 1e-4;

  @Test
  void embeddingsLogitsAndIouAreThoseOfTheReferenceCode() throws IOException {
    Path folder = Samples.shared("sam");
    ImageBlock picture = Samples.png(folder.resolve("a_1024x683.png"));
    ModelSpec spec = Samples.segmenter(folder, "encoder.onnx", "decoder.onnx");

    SamImage image = new SamImage(1024, spec.mean(), spec.std());
    Samples.assertClose(
        "encoder input",
        Npy.read(folder.resolve("a_1024x683.encoder_input.npy")).values(),
        Samples.array(image.picture(picture, 1024, 683), 0, 3 * 1024 * 1024),
        1e-6);

    try (Segmenter segmenter = Segmenter.open(spec, Samples.inference());
        Embedding embedding = segmenter.encodePicture(picture)) {
      assertEquals(1024, segmenter.inputSize());
      Npy expected = Npy.read(folder.resolve("a_1024x683.image_embeddings.npy"));
      OnnxTensor made = ((SamEmbedding) embedding).tensors().get(SamContract.EMBEDDINGS);
      Samples.assertClose(
          "embedding",
          expected.values(),
          Samples.array(made.getFloatBuffer(), 0, expected.values().length),
          TOLERANCE);
      assertAnswers(folder, (SamSegmenter) segmenter, embedding, List.of("single", "multi"));
    }
  }

  /**
   * An export with {@code return_single_mask} chooses inside: of up to two tokens the best of the
   * several masks, of more the single one.
   */
  @Test
  void anExportOfOneMaskAnswersAsItChooses() throws IOException {
    Path folder = Samples.shared("sam");
    ModelSpec spec = Samples.segmenter(folder, "encoder.onnx", "decoder_single.onnx");
    JsonNode cases = new ObjectMapper().readTree(folder.resolve("reference.json").toFile());
    try (Segmenter segmenter = Segmenter.open(spec, Samples.inference());
        Embedding embedding =
            segmenter.encodePicture(Samples.png(folder.resolve("a_1024x683.png")))) {
      for (String name : List.of("box.multi", "point.multi", "box_point.single")) {
        String file = "a_1024x683." + name;
        Npy masks = Npy.read(folder.resolve(file + ".low_res.npy"));
        Npy iou = Npy.read(folder.resolve(file + ".iou.npy"));
        int best = SamSegmenter.chosen(iou.values(), PointPrompt.at(0, 0), MaskChoice.BEST);
        int size = masks.shape()[2] * masks.shape()[3];
        ((SamSegmenter) segmenter)
            .decodeAll(
                embedding,
                prompts(cases.get(file).get("prompt")),
                (prompt, logits, offset, predicted) -> {
                  assertEquals(1, predicted.length);
                  assertEquals(iou.values()[best], predicted[0], TOLERANCE);
                  Samples.assertClose(
                      name,
                      Samples.array(FloatBuffer.wrap(masks.values()), best * size, size),
                      Samples.array(logits, offset, size),
                      TOLERANCE);
                });
      }
    }
  }

  private static void assertAnswers(
      Path folder, SamSegmenter segmenter, Embedding embedding, List<String> modes)
      throws IOException {
    JsonNode cases = new ObjectMapper().readTree(folder.resolve("reference.json").toFile());
    int tried = 0;
    for (Iterator<Map.Entry<String, JsonNode>> all = cases.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> c = all.next();
      String name = c.getKey();
      String mode = name.substring(name.lastIndexOf('.') + 1);
      if (!modes.contains(mode)) {
        continue;
      }
      Npy masks = Npy.read(folder.resolve(name + ".low_res.npy"));
      Npy iou = Npy.read(folder.resolve(name + ".iou.npy"));
      int perPrompt = masks.shape()[1];
      int size = masks.shape()[2] * masks.shape()[3];
      List<Prompt> prompts = prompts(c.getValue().get("prompt"));
      segmenter.decodeAll(
          embedding,
          prompts,
          (prompt, logits, offset, predicted) -> {
            // Of four masks the first is the single one, the rest are the several.
            int first = mode.equals("multi") ? predicted.length - perPrompt : 0;
            for (int m = 0; m < perPrompt; m++) {
              int i = prompt * perPrompt + m;
              Samples.assertClose(
                  name + " logits " + i,
                  Samples.array(FloatBuffer.wrap(masks.values()), i * size, size),
                  Samples.array(logits, offset + (first + m) * size, size),
                  TOLERANCE);
              assertEquals(iou.values()[i], predicted[first + m], TOLERANCE, name + " IoU " + i);
            }
          });
      tried++;
    }
    assertEquals(4 * modes.size(), tried);
  }

  private static List<Prompt> prompts(JsonNode node) {
    List<PromptPoint> points = new ArrayList<>();
    for (int i = 0; i < node.path("point_coords").size(); i++) {
      JsonNode p = node.get("point_coords").get(i);
      points.add(
          new PromptPoint(
              p.get(0).asDouble(),
              p.get(1).asDouble(),
              node.get("point_labels").get(i).asInt() == 1));
    }
    List<Prompt> prompts = new ArrayList<>();
    JsonNode boxes = node.has("boxes") ? node.get("boxes") : node.path("box");
    if (boxes.size() == 0) {
      return List.of(new PointPrompt(points));
    }
    if (boxes.get(0).isNumber()) {
      return List.of(box(boxes, points));
    }
    boxes.forEach(b -> prompts.add(box(b, points)));
    return prompts;
  }

  private static BoxPrompt box(JsonNode b, List<PromptPoint> points) {
    return new BoxPrompt(
        b.get(0).asDouble(), b.get(1).asDouble(), b.get(2).asDouble(), b.get(3).asDouble(), points);
  }
}
