package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the layouts of EfficientSAM's export: scripts/reference/efficient_sam_reference.py. */
class EfficientSamTest {
  private static final SamReference REFERENCE = new SamReference("efficient-sam");
  private static final Map<String, Prompt> PROMPTS = new LinkedHashMap<>();

  static {
    PROMPTS.put("box", new BoxPrompt(30, 21, 57, 50));
    PROMPTS.put("second-box", new BoxPrompt(4.5, 3.25, 22, 31));
    PROMPTS.put("point", PointPrompt.at(44, 35));
    PROMPTS.put("box-point", new BoxPrompt(30, 21, 57, 50, List.of(new PromptPoint(44, 35, true))));
  }

  private static ModelSpec twoFiles(String decoder) {
    return Samples.segmenter(Samples.RESOURCES, "efficient-sam-encoder.onnx", decoder);
  }

  /** Nothing in the one file tells its size. */
  private static ModelSpec oneFile() {
    return Samples.spec(
        ModelKind.SEGMENTER,
        OptionalInt.of(128),
        Samples.RESOURCES,
        Map.of("model", "efficient-sam.onnx"));
  }

  private static SamSegmenter open(ModelSpec spec) {
    return (SamSegmenter) Segmenter.open(spec, Samples.inference());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyPromptGetsTheReferencesMasks(boolean whole) throws IOException {
    try (SamSegmenter segmenter = open(whole ? oneFile() : twoFiles("efficient-sam-decoder.onnx"));
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      assertEquals(128, segmenter.inputSize());
      if (!whole) {
        REFERENCE.assertEmbedding(((SamEmbedding) embedding).tensors().get("image_embeddings"));
      }
      REFERENCE.assertAnswers(segmenter, embedding, PROMPTS);
      REFERENCE.assertMasks(segmenter, embedding, PROMPTS);
    }
  }

  @Test
  void anExportWithAnAxisOfObjectsTakesManyOfOnePointEach() throws IOException {
    try (SamSegmenter segmenter = open(twoFiles("efficient-sam-queries-decoder.onnx"));
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      REFERENCE.assertAnswers(segmenter, embedding, Map.of("point", PointPrompt.at(44, 35)));
      List<Prompt> many =
          List.of(PointPrompt.at(44, 35), PointPrompt.at(9, 9), PointPrompt.at(44, 35));
      List<ScoredMask> answers = segmenter.decode(embedding, many);
      assertEquals(answers.get(0).predictedIou(), answers.get(2).predictedIou(), 1e-6);
      InputException e =
          assertThrows(
              InputException.class,
              () -> segmenter.decode(embedding, List.of(new BoxPrompt(1, 1, 9, 9))));
      assertTrue(e.getMessage().contains("1 points of an object at most"), e.getMessage());
    }
  }

  @Test
  void moreTokensThanTheModelLooksAtAreRefused() throws IOException {
    List<PromptPoint> points = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      points.add(new PromptPoint(10 + i, 10, true));
    }
    try (SamSegmenter segmenter = open(twoFiles("efficient-sam-decoder.onnx"));
        Embedding embedding = segmenter.encodePicture(SamReference.picture())) {
      InputException e =
          assertThrows(
              InputException.class,
              () -> segmenter.decode(embedding, List.of(new PointPrompt(points))));
      assertTrue(e.getMessage().contains("6 points"), e.getMessage());
    }
  }

  @Test
  void whatADescriptionSaysAboutNormalisationIsNotHeard() throws IOException {
    ModelSpec spec = twoFiles("efficient-sam-decoder.onnx");
    assertEquals(123.675, spec.mean().get(0));
    ModelDetails details = new ModelLibrary(List.of(Samples.RESOURCES)).show(spec);
    assertEquals(List.of(0.0, 0.0, 0.0), details.mean());
    assertEquals(List.of(255.0, 255.0, 255.0), details.std());
  }
}
