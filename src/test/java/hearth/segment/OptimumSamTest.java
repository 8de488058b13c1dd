package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Against transformers' SamModel in optimum's two files:
 * scripts/reference/optimum_sam_reference.py.
 */
class OptimumSamTest {
  private static final SamReference REFERENCE = new SamReference("optimum-sam");
  private static final Map<String, Prompt> PROMPTS = new LinkedHashMap<>();

  static {
    PROMPTS.put("point", PointPrompt.at(44, 35));
    PROMPTS.put("second-point", PointPrompt.at(12.5, 20.25));
    PROMPTS.put(
        "points",
        new PointPrompt(List.of(new PromptPoint(44, 35, true), new PromptPoint(10, 60, false))));
  }

  private static ModelSpec spec() {
    return Samples.segmenter(
        Samples.RESOURCES, "optimum-sam-encoder.onnx", "optimum-sam-decoder.onnx");
  }

  private static SamSegmenter open(SegmenterOptions options) {
    return (SamSegmenter) Segmenter.open(spec(), Samples.inference(), options);
  }

  @Test
  void everyPointGetsTheReferencesMasks() throws IOException {
    try (SamSegmenter segmenter = open(SegmenterOptions.DEFAULT);
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      assertEquals(128, segmenter.inputSize());
      REFERENCE.assertEmbedding(((SamEmbedding) embedding).tensors().get("image_embeddings"));
      REFERENCE.assertAnswers(segmenter, embedding, PROMPTS);
      REFERENCE.assertMasks(segmenter, embedding, PROMPTS);
    }
  }

  @Test
  void objectsGoThroughTogether() throws IOException {
    Inference inference = Samples.inference();
    try (Segmenter segmenter = Segmenter.open(spec(), inference);
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      segmenter.decode(
          embedding,
          List.of(PointPrompt.at(1, 1), PointPrompt.at(44, 35), PointPrompt.at(12.5, 20.25)));
    }
    // One run to learn the shape, one for all three.
    assertEquals(2, inference.clock().usage().get("test/decoder").runs());
  }

  @Test
  void aBoxIsRefusedWithTheReason() throws IOException {
    BoxPrompt box = new BoxPrompt(30, 21, 58, 49);
    try (SamSegmenter segmenter = open(SegmenterOptions.DEFAULT);
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      InputException e =
          assertThrows(
              InputException.class, () -> segmenter.decode(embedding, List.<Prompt>of(box)));
      assertTrue(e.getMessage().contains("takes points alone"), e.getMessage());
      assertTrue(e.getMessage().contains("box-as-point"), e.getMessage());
      assertThrows(InputException.class, segmenter::requireBoxes);
    }
  }

  @Test
  void aBoxIsItsCentreWhereTheUserSaysSo() throws IOException {
    BoxPrompt box = new BoxPrompt(30, 21, 58, 49);
    try (SamSegmenter segmenter = open(new SegmenterOptions(true));
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      segmenter.requireBoxes();
      REFERENCE.assertAnswers(segmenter, embedding, Map.of("point", box));
      ScoredMask cut = segmenter.decode(embedding, List.of(box)).get(0);
      assertTrue(cut.mask().width() * cut.mask().stepX() < 60, "cut out around the box");
    }
  }

  @Test
  void furtherPassesAreRefused() throws IOException {
    try (SamSegmenter segmenter = open(SegmenterOptions.DEFAULT);
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      List<Prompt> point = List.of(PointPrompt.at(44, 35));
      InputException e =
          assertThrows(
              InputException.class, () -> segmenter.decode(embedding, point, MaskChoice.AUTO, 1));
      assertTrue(e.getMessage().contains("takes no masks"), e.getMessage());
    }
  }
}
