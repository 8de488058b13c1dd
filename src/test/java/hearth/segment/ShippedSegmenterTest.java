package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.raster.ImageBlock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code hearth-sam} as it is shipped. */
class ShippedSegmenterTest {
  private static final Path MODELS = Path.of("models");
  private static final int SIDE = 640;

  private final ModelSpec spec =
      Samples.segmenter(MODELS, "hearth-sam.encoder.onnx", "hearth-sam.decoder.onnx");

  @Test
  void itTellsTheWindowOfABoxAndTheMeaningOfItsPadding() {
    try (OnnxModel decoder = OnnxModel.open(spec, "decoder", Samples.inference())) {
      assertEquals(OptionalInt.of(192), ExportNotes.window(decoder.io()));
      assertTrue(ExportNotes.guesses(decoder.io()));
    }
  }

  /** Windows of all sizes go through together, and none is answered by another's. */
  @Test
  void aMaskDoesNotDependOnThePromptsBesideIt() {
    List<BoxPrompt> prompts = new ArrayList<>();
    Random random = new Random(4);
    for (int i = 0; i < 24; i++) {
      double width = 12 + random.nextInt(i % 6 == 0 ? 400 : 90);
      double height = 12 + random.nextInt(i % 4 == 0 ? 300 : 90);
      double x = random.nextDouble() * (SIDE - width);
      double y = random.nextDouble() * (SIDE - height);
      prompts.add(new BoxPrompt(x, y, x + width, y + height, List.of(), i % 2 == 0));
    }
    try (Segmenter segmenter = Segmenter.open(spec, Samples.inference());
        Embedding embedding = segmenter.encode(roofs())) {
      List<ScoredMask> together = segmenter.decode(embedding, prompts);
      for (int i = 0; i < prompts.size(); i++) {
        ScoredMask alone = segmenter.decode(embedding, List.of(prompts.get(i))).get(0);
        assertEquals(alone.predictedIou(), together.get(i).predictedIou(), 1e-4);
        assertArrayEquals(alone.mask().logits(), together.get(i).mask().logits(), 1e-3f);
      }
    }
  }

  /** Light rectangles on uneven ground. */
  private static ImageBlock roofs() {
    Random random = new Random(3);
    byte[] rgb = new byte[3 * SIDE * SIDE];
    random.nextBytes(rgb);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (60 + (rgb[i] & 31));
    }
    for (int roof = 0; roof < 120; roof++) {
      int x = random.nextInt(SIDE - 60);
      int y = random.nextInt(SIDE - 60);
      int width = 10 + random.nextInt(50);
      for (int row = y; row < y + 10 + random.nextInt(50); row++) {
        for (int band = 0; band < 3; band++) {
          int start = (band * SIDE + row) * SIDE + x;
          Arrays.fill(rgb, start, start + width, (byte) 190);
        }
      }
    }
    return Samples.block(SIDE, SIDE, rgb, null);
  }
}
