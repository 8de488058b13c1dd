package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.raster.ImageBlock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * What reference code made of {@code picture.png}: {@code NAME.json} with the predicted IoU by
 * prompt, {@code NAME-embedding.npy}, {@code NAME-logits.npy} with the masks of one prompt after
 * the other, and {@code NAME-masks.png} with the same masks at the picture's size, one below the
 * other.
 */
record SamReference(String name) {
  private static final double TOLERANCE = 1e-4;

  /** Of 10,000 pixels. */
  private static final int MOST_PIXELS_OFF = 1;

  static ImageBlock picture() throws IOException {
    return Samples.png(Samples.RESOURCES.resolve("picture.png"));
  }

  private Path file(String end) {
    return Samples.RESOURCES.resolve(name + end);
  }

  JsonNode cases() throws IOException {
    return new ObjectMapper().readTree(file(".json").toFile());
  }

  void assertEmbedding(OnnxTensor made) throws IOException {
    float[] expected = Npy.read(file("-embedding.npy")).values();
    Samples.assertClose(
        name + " embedding",
        expected,
        Samples.array(made.getFloatBuffer(), 0, expected.length),
        TOLERANCE);
  }

  /** Logits and predicted IoU of every prompt of a run. */
  void assertAnswers(SamSegmenter segmenter, Embedding embedding, Map<String, Prompt> prompts)
      throws IOException {
    JsonNode cases = cases();
    float[] all = Npy.read(file("-logits.npy")).values();
    SamDecoder.MaskShape shape = segmenter.maskShape(embedding);
    int[] answered = new int[1];
    List<String> names = new ArrayList<>(prompts.keySet());
    segmenter.decodeAll(
        embedding,
        new ArrayList<>(prompts.values()),
        (prompt, found, offset, iou) -> {
          JsonNode expected = cases.get(names.get(prompt));
          assertEquals(expected.get("iou").size(), iou.length);
          for (int m = 0; m < iou.length; m++) {
            assertEquals(
                expected.get("iou").get(m).asDouble(), iou[m], TOLERANCE, names.get(prompt));
          }
          Samples.assertClose(
              name + " " + names.get(prompt),
              Samples.array(
                  FloatBuffer.wrap(all),
                  expected.get("row").asInt() * shape.logits(),
                  shape.logits()),
              Samples.array(found, offset, shape.logits()),
              TOLERANCE);
          answered[0]++;
        });
    assertEquals(prompts.size(), answered[0]);
  }

  /** Every mask at the picture's size. */
  void assertMasks(Segmenter segmenter, Embedding embedding, Map<String, Prompt> prompts)
      throws IOException {
    assertMasks(segmenter, embedding, prompts, true, "-masks.png");
  }

  /** The one mask of each prompt at the picture's size, in {@code NAME-single-masks.png}. */
  void assertSingleMasks(Segmenter segmenter, Embedding embedding, Map<String, Prompt> prompts)
      throws IOException {
    assertMasks(segmenter, embedding, prompts, false, "-single-masks.png");
  }

  private void assertMasks(
      Segmenter segmenter,
      Embedding embedding,
      Map<String, Prompt> prompts,
      boolean several,
      String end)
      throws IOException {
    JsonNode cases = cases();
    BufferedImage strip = ImageIO.read(file(end).toFile());
    int[] answered = new int[1];
    int pixels = embedding.blockWidth() * embedding.blockHeight();
    List<String> names = new ArrayList<>(prompts.keySet());
    segmenter.decodeWhole(
        embedding,
        new ArrayList<>(prompts.values()),
        several,
        (prompt, masks) -> {
          answered[0]++;
          int row = cases.get(names.get(prompt)).get("row").asInt();
          for (int m = 0; m < masks.size(); m++) {
            byte[] made = masks.get(m).pixels();
            int top = (row * masks.size() + m) * embedding.blockHeight();
            int off = 0;
            for (int i = 0; i < pixels; i++) {
              int x = i % embedding.blockWidth();
              int y = top + i / embedding.blockWidth();
              off += (strip.getRGB(x, y) & 0xff) == (made[i] & 0xff) ? 0 : 1;
            }
            assertTrue(
                off * 10_000L <= (long) MOST_PIXELS_OFF * pixels,
                name + " " + names.get(prompt) + " mask " + m + ": " + off + " pixels differ");
          }
        });
    assertEquals(prompts.size(), answered[0]);
  }
}
