package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import hearth.raster.LogitMask;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against numbers of PyTorch on small networks: scripts/reference/segment_reference.py. */
class SamSegmenterTest {
  private static final double TOLERANCE = 1e-4;
  private static final int MASK = 32;

  private static final Map<String, Prompt> PROMPTS = new LinkedHashMap<>();

  static {
    PROMPTS.put("box", new BoxPrompt(30, 21, 57, 50));
    PROMPTS.put("point", PointPrompt.at(44, 35));
    PROMPTS.put("second-box", new BoxPrompt(4.5, 3.25, 22, 31));
    PROMPTS.put(
        "points",
        new PointPrompt(List.of(new PromptPoint(44, 35, true), new PromptPoint(10, 60, false))));
    PROMPTS.put("box-point", new BoxPrompt(30, 21, 57, 50, List.of(new PromptPoint(44, 35, true))));
  }

  private static ModelSpec spec(String decoder) {
    return Samples.segmenter(Samples.RESOURCES, "sam-encoder.onnx", decoder);
  }

  private static SamSegmenter open(String decoder) {
    return (SamSegmenter) Segmenter.open(spec(decoder), Samples.inference());
  }

  private static ImageBlock picture() throws IOException {
    return Samples.png(Samples.RESOURCES.resolve("picture.png"));
  }

  @Test
  void aPictureIsEncodedAsSamsOwnPredictorDoes() throws IOException {
    try (SamSegmenter segmenter = open("sam-decoder.onnx");
        Embedding embedding = segmenter.encodePicture(picture())) {
      assertEquals(64, segmenter.inputSize());
      Samples.assertClose(
          "embedding",
          Npy.read(Samples.RESOURCES.resolve("sam-embedding.npy")).values(),
          ((SamEmbedding) embedding).tensors().get(SamContract.EMBEDDINGS).getFloatBuffer().array(),
          TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sam-decoder.onnx", "sam-decoder-batch.onnx", "sam-decoder-single.onnx"})
  void everyPromptGetsTheReferencesMasks(String decoder) throws IOException {
    JsonNode cases = new ObjectMapper().readTree(Samples.RESOURCES.resolve("sam.json").toFile());
    Npy masks = Npy.read(Samples.RESOURCES.resolve("sam-logits.npy"));
    List<String> names = new ArrayList<>(PROMPTS.keySet());
    List<String> answered = new ArrayList<>();
    try (SamSegmenter segmenter = open(decoder);
        Embedding embedding = segmenter.encodePicture(picture())) {
      segmenter.decodeAll(
          embedding,
          new ArrayList<>(PROMPTS.values()),
          (prompt, logits, offset, iou) -> {
            String name = names.get(prompt);
            JsonNode c = cases.get(name);
            assertEquals(decoder.contains("single") ? 1 : 4, iou.length);
            for (int m = 0; m < iou.length; m++) {
              int mask = iou.length == 1 ? c.get("chosen-inside").asInt() : m;
              assertEquals(c.get("iou").get(mask).asDouble(), iou[m], TOLERANCE, name);
              int row = 4 * c.get("row").asInt() + mask;
              Samples.assertClose(
                  name + " mask " + mask,
                  Samples.array(FloatBuffer.wrap(masks.values()), row * MASK * MASK, MASK * MASK),
                  Samples.array(logits, offset + m * MASK * MASK, MASK * MASK),
                  TOLERANCE);
            }
            answered.add(name);
          });
    }
    Collections.sort(names);
    Collections.sort(answered);
    assertEquals(names, answered);
  }

  @Test
  void manyPromptsAreAnsweredInTheirOrder() {
    ImageBlock block = brightRectangle(64, 64, 20, 12, 44, 40);
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 3 * PromptBatches.MOST_AT_A_TIME + 1; i++) {
      double x = i % 50;
      double y = i % 37;
      prompts.add(i % 3 == 2 ? PointPrompt.at(x, y) : new BoxPrompt(x, y, x + 9, y + 20));
    }
    try (SamSegmenter batched = open("sam-decoder-batch.onnx");
        SamSegmenter single = open("sam-decoder.onnx");
        Embedding a = batched.encode(block);
        Embedding b = single.encode(block)) {
      List<ScoredMask> together = batched.decode(a, prompts);
      List<ScoredMask> oneByOne = single.decode(b, prompts);
      assertEquals(prompts.size(), together.size());
      for (int i = 0; i < prompts.size(); i++) {
        assertEquals(oneByOne.get(i).predictedIou(), together.get(i).predictedIou(), 1e-5);
        assertEquals(oneByOne.get(i).mask().originX(), together.get(i).mask().originX());
        assertArrayEquals(oneByOne.get(i).mask().logits(), together.get(i).mask().logits(), 1e-4f);
      }
    }
  }

  @Test
  void aSecondPassTakesTheMaskOfTheFirst() throws IOException {
    // The small decoder adds the mask that it is given to those that it makes.
    List<Prompt> boxes = List.of(PROMPTS.get("box"), PROMPTS.get("second-box"));
    for (String decoder : List.of("sam-decoder-batch.onnx", "sam-decoder.onnx")) {
      try (SamSegmenter segmenter = open(decoder);
          Embedding embedding = segmenter.encodePicture(picture())) {
        List<ScoredMask> first = segmenter.decode(embedding, boxes, MaskChoice.AUTO);
        for (int passes = 0; passes < 3; passes++) {
          List<ScoredMask> refined = segmenter.decode(embedding, boxes, MaskChoice.AUTO, passes);
          for (int i = 0; i < boxes.size(); i++) {
            float[] expected = first.get(i).mask().logits().clone();
            for (int k = 0; k < expected.length; k++) {
              expected[k] *= passes + 1;
            }
            assertArrayEquals(expected, refined.get(i).mask().logits(), 1e-4f);
          }
        }
        // What a pass with masks leaves in the buffers is not seen by one without.
        List<ScoredMask> again = segmenter.decode(embedding, boxes, MaskChoice.AUTO);
        assertArrayEquals(first.get(0).mask().logits(), again.get(0).mask().logits());
      }
    }
  }

  @Test
  void theCutLiesWhereTheBrightRectangleIs() {
    // Mask 0 is positive where 2 x 2 pixels are bright: the sign changes between their centres.
    ImageBlock block = brightRectangle(64, 64, 20, 12, 44, 40);
    try (SamSegmenter segmenter = open("sam-decoder-batch.onnx");
        Embedding embedding = segmenter.encode(block)) {
      BoxPrompt box = new BoxPrompt(20, 12, 44, 40);
      ScoredMask answer = segmenter.decode(embedding, List.of(box)).get(0);
      LogitMask mask = answer.mask();
      assertEquals(2, mask.stepX());
      assertEquals(2, mask.stepY());
      // The box grown by 15 % and 2 pixels, on whole logits.
      assertEquals(14, mask.originX());
      assertEquals(4, mask.originY());
      assertEquals(50, mask.originX() + 2 * mask.width());
      assertEquals(48, mask.originY() + 2 * mask.height());
      for (int row = 0; row < mask.height(); row++) {
        for (int column = 0; column < mask.width(); column++) {
          double x = mask.originX() + 2 * (column + 0.5);
          double y = mask.originY() + 2 * (row + 0.5);
          boolean bright = x > 20 && x < 44 && y > 12 && y < 40;
          assertEquals(bright, mask.at(column, row) > 0, "at " + x + ", " + y);
        }
      }
      assertEquals(1, answer.stability(), 1e-9);
    }
  }

  @Test
  void aSmallBlockIsNotEnlargedAndItsPaddingIsNotShown() {
    ImageBlock small = brightRectangle(40, 31, 8, 8, 24, 24);
    BoxPrompt beyond = new BoxPrompt(4, 4, 60, 60);
    try (SamSegmenter segmenter = open("sam-decoder-batch.onnx");
        Embedding embedding = segmenter.encode(small)) {
      LogitMask mask = segmenter.decode(embedding, List.of(beyond)).get(0).mask();
      assertEquals(0, mask.originX());
      assertEquals(40, 2 * mask.width());
      assertEquals(32, 2 * mask.height()); // half a logit beyond the block's last row
      assertTrue(mask.at(8, 8) > 0);
      assertTrue(mask.at(2, 8) < 0);
    }
  }

  @Test
  void aPictureScalesTheMaskBackToItsPixels() {
    ImageBlock large = brightRectangle(128, 96, 40, 32, 80, 64);
    try (SamSegmenter segmenter = open("sam-decoder-batch.onnx");
        Embedding embedding = segmenter.encodePicture(large)) {
      LogitMask mask =
          segmenter.decode(embedding, List.of(new BoxPrompt(40, 32, 80, 64))).get(0).mask();
      assertEquals(4, mask.stepX());
      int inside = 0;
      for (float v : mask.logits()) {
        inside += v > 0 ? 1 : 0;
      }
      assertEquals(10 * 8, inside);
    }
  }

  @Test
  void pixelsThatAreNotValidAreTheMeanColour() {
    byte[] rgb = new byte[3 * 64 * 64];
    byte[] valid = new byte[64 * 64];
    try (SamSegmenter segmenter = open("sam-decoder-batch.onnx");
        Embedding embedding = segmenter.encode(Samples.block(64, 64, rgb, valid))) {
      float[] values =
          ((SamEmbedding) embedding).tensors().get(SamContract.EMBEDDINGS).getFloatBuffer().array();
      for (int i = 0; i < 16 * 64; i++) {
        assertEquals(0, values[i]);
      }
    }
  }

  @Test
  void pointsAreCutWhereTheirMaskIs() {
    ImageBlock block = brightRectangle(64, 64, 20, 12, 44, 40);
    try (SamSegmenter segmenter = open("sam-decoder-batch.onnx");
        Embedding embedding = segmenter.encode(block)) {
      LogitMask mask =
          segmenter
              .decode(embedding, List.of(PointPrompt.at(30, 20)), MaskChoice.SINGLE)
              .get(0)
              .mask();
      assertEquals(18, mask.originX());
      assertEquals(10, mask.originY());
      assertEquals(14, mask.width());
      assertEquals(16, mask.height());
    }
  }

  @Test
  void theChoiceAmongMasks() {
    Prompt box = new BoxPrompt(0, 0, 1, 1);
    Prompt point = PointPrompt.at(0, 0);
    float[] four = {0.9f, 0.2f, 0.7f, 0.7f};
    assertEquals(0, SamSegmenter.chosen(four, box, MaskChoice.AUTO));
    assertEquals(2, SamSegmenter.chosen(four, point, MaskChoice.AUTO));
    assertEquals(2, SamSegmenter.chosen(four, box, MaskChoice.BEST));
    assertEquals(0, SamSegmenter.chosen(four, point, MaskChoice.SINGLE));
    float[] three = {0.1f, 0.3f, 0.2f};
    assertEquals(1, SamSegmenter.chosen(three, box, MaskChoice.AUTO));
    assertEquals(0, SamSegmenter.chosen(new float[] {Float.NaN}, box, MaskChoice.AUTO));
  }

  @Test
  @Timeout(60)
  void threadsThatShareASegmenterGetWhatOneWouldGet() throws Exception {
    List<Prompt> prompts = new ArrayList<>(PROMPTS.values());
    try (SamSegmenter segmenter = open("sam-decoder-batch.onnx")) {
      Callable<List<ScoredMask>> task =
          () -> {
            try (Embedding embedding = segmenter.encodePicture(picture())) {
              return segmenter.decode(embedding, prompts);
            }
          };
      List<ScoredMask> alone = task.call();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        for (Future<List<ScoredMask>> f : threads.invokeAll(Collections.nCopies(16, task))) {
          List<ScoredMask> answers = f.get();
          for (int i = 0; i < answers.size(); i++) {
            assertArrayEquals(alone.get(i).mask().logits(), answers.get(i).mask().logits());
          }
        }
      } finally {
        threads.shutdown();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void theClockCountsRuns() {
    Inference inference = Samples.inference();
    try (Segmenter segmenter = Segmenter.open(spec("sam-decoder-batch.onnx"), inference);
        Embedding embedding = segmenter.encode(brightRectangle(64, 64, 0, 0, 5, 5))) {
      segmenter.decode(embedding, List.of(new BoxPrompt(0, 0, 5, 5)));
    }
    Map<String, InferenceClock.Usage> usage = inference.clock().usage();
    assertEquals(1, usage.get("test/encoder").runs());
    assertEquals(2, usage.get("test/decoder").runs()); // one of them the trial
    assertTrue(inference.clock().total().nanoseconds() > 0);
  }

  @Test
  void anEncoderOfAnotherModelIsRefused() {
    ModelSpec mixed =
        Samples.segmenter(Samples.RESOURCES, "sam-encoder-other.onnx", "sam-decoder.onnx");
    InputException e =
        assertThrows(
            InputException.class, () -> Segmenter.open(mixed, Samples.inference()).close());
    assertTrue(e.getMessage().contains("[1, 20, 8, 8]"), e.getMessage());
    assertTrue(e.getMessage().contains("exported from the same model"), e.getMessage());
  }

  @Test
  void filesOfNoContractAreRefusedWithWhatTheyTake() {
    ModelSpec wrong = Samples.segmenter(Samples.RESOURCES, "neither.onnx", "sam-decoder.onnx");
    InputException e =
        assertThrows(
            InputException.class, () -> Segmenter.open(wrong, Samples.inference()).close());
    assertTrue(e.getMessage().contains("takes numbers float32 [1, 4]"), e.getMessage());
    assertTrue(e.getMessage().contains("gives sums float32 [1, 2]"), e.getMessage());
    assertTrue(e.getMessage().contains("image_embeddings [1, C, h, w]"), e.getMessage());
  }

  @Test
  void aBoxThatTheBlockDoesNotShowIsTheCallersMistake() {
    try (SamSegmenter segmenter = open("sam-decoder.onnx");
        Embedding embedding = segmenter.encode(brightRectangle(40, 40, 0, 0, 5, 5))) {
      List<Prompt> beside = List.of(new BoxPrompt(50, 0, 60, 10));
      assertThrows(IllegalArgumentException.class, () -> segmenter.decode(embedding, beside));
      assertThrows(IllegalArgumentException.class, () -> new BoxPrompt(5, 5, 5, 9));
    }
  }

  @Test
  void aBlockLargerThanTheInputIsTheCallersMistake() {
    try (SamSegmenter segmenter = open("sam-decoder.onnx")) {
      ImageBlock large = brightRectangle(65, 10, 0, 0, 5, 5);
      assertThrows(IllegalArgumentException.class, () -> segmenter.encode(large).close());
    }
  }

  /** Dark, with a bright rectangle from (x0, y0) to (x1, y1). */
  static ImageBlock brightRectangle(int width, int height, int x0, int y0, int x1, int y1) {
    byte[] rgb = new byte[3 * width * height];
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          boolean bright = x >= x0 && x < x1 && y >= y0 && y < y1;
          rgb[(channel * height + y) * width + x] = (byte) (bright ? 240 : 30);
        }
      }
    }
    return Samples.block(width, height, rgb, null);
  }
}
