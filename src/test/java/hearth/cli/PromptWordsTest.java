package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Words that name what is to be found, in one picture and in a tiled one. */
class PromptWordsTest extends PromptCase {
  @Test
  void aTextNamesObjectsThatTheSegmenterCutsOut() throws IOException {
    add(
        "words",
        "--input-size",
        "96",
        "--detector",
        SMALL.resolve("grounding-dino.onnx").toString(),
        "--tokenizer",
        SMALL.resolve("grounding-dino-tokenizer.json").toString());
    JsonNode expected =
        new ObjectMapper().readTree(SMALL.resolve("grounding-dino.json").toFile()).get("two");
    Path image = SMALL.resolve("picture.png");
    String text = expected.get("text").asText();
    String score = expected.get("threshold").asText();
    JsonNode found =
        prompt(
            image,
            "--box",
            "10,10,40,40",
            "--text",
            text,
            "--detector",
            "words",
            "--score-threshold",
            score);
    assertEquals(1 + expected.get("boxes").size(), found.size());
    assertEquals("box", found.get(0).get("properties").get("label").asText());
    // With the usual threshold every word of so small a model's text fits.
    String label = found.get(1).get("properties").get("label").asText();
    assertTrue(label.startsWith(text), label);
    refused(image, "--text", text).assertRefused("--text and --detector go together");
    refused(image, "--text", text, "--detector", "small").assertRefused("not a detector");
  }

  @Test
  void buildingsOfALayerKeepThePhraseThatFoundThem() throws IOException {
    add(
        "phrases",
        "--input-size",
        "128",
        "--gsd",
        "0.5",
        "--detector",
        SMALL.resolve("grounding-dino.onnx").toString(),
        "--tokenizer",
        SMALL.resolve("grounding-dino-tokenizer.json").toString());
    try (Stream<Path> models = Files.list(Path.of("scripts/bench/small-model"))) {
      for (Path file : models.toList()) {
        Files.copy(file, home.resolve("models").resolve(file.getFileName()));
      }
    }
    Path out = folder.resolve("named.gpkg");
    Outcome segmented =
        Outcome.of(
            "segment",
            "--quiet",
            "--imagery",
            placedPicture().toString(),
            "--segmenter",
            "small-sam",
            "--detector",
            "phrases",
            "--prompts",
            "detector",
            "--text",
            "a red house. water tanks.",
            "--text-threshold",
            "0.0001",
            "--min-area",
            "0.1",
            "--out",
            out.toString());
    assertEquals(0, segmented.status(), segmented.err());
    try (VectorLayer layer = VectorLayer.open(out.toString(), "buildings")) {
      List<Feature> buildings = layer.readAll(issue -> {});
      assertFalse(buildings.isEmpty());
      for (Feature building : buildings) {
        String label = (String) building.attributes().get("label");
        assertTrue(label.startsWith("a red house. water tanks."), label);
      }
    }
  }

  @Test
  void aSegmenterOfWordsFindsEveryInstanceInEveryTile() throws IOException {
    add(
        "tiles-of-words",
        "--gsd",
        "0.5",
        "--encoder",
        SMALL.resolve("sam3-tile-encoder.onnx").toString(),
        "--decoder",
        SMALL.resolve("sam3-tile-decoder.onnx").toString(),
        "--language",
        SMALL.resolve("sam3-language.onnx").toString(),
        "--tokenizer",
        SMALL.resolve("sam3-tokenizer.json").toString());
    Path out = folder.resolve("words.gpkg");
    Outcome found = words(out, "tiles-of-words", "text", "--text", "building");
    assertEquals(0, found.status(), found.err());
    try (VectorLayer layer = VectorLayer.open(out.toString(), "buildings")) {
      List<Feature> buildings = layer.readAll(issue -> {});
      assertFalse(buildings.isEmpty());
      for (Feature building : buildings) {
        assertEquals("building", building.attributes().get("label"));
        double score = (Double) building.attributes().get("score");
        assertTrue(score > 0.01 && score <= 1, "score " + score);
        assertFalse(building.attributes().containsKey("predicted_iou"));
      }
    }
    words(out, "tiles-of-words", "text").assertRefused("--text is missing");
    words(out, "tiles-of-words", "grid").assertRefused("finds every instance", "--prompts text");
    words(out, "small", "text", "--text", "building")
        .assertRefused("small does not find what words name");
    words(out, "tiles-of-words", "text,grid", "--text", "building")
        .assertRefused("'prompts: text' stands with other sources");
  }

  private Outcome words(Path out, String segmenter, String prompts, String... more)
      throws IOException {
    List<String> args =
        new ArrayList<>(List.of("segment", "--quiet", "--force", "--min-area", "0.1"));
    args.addAll(List.of("--imagery", placedPicture().toString(), "--segmenter", segmenter));
    args.addAll(List.of("--score-threshold", "0.01", "--prompts", prompts));
    args.addAll(List.of("--out", out.toString()));
    args.addAll(Arrays.asList(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void aSegmenterOfWordsFindsEveryInstance() throws IOException {
    add(
        "concepts",
        "--encoder",
        SMALL.resolve("sam3-encoder.onnx").toString(),
        "--decoder",
        SMALL.resolve("sam3-decoder.onnx").toString(),
        "--language",
        SMALL.resolve("sam3-language.onnx").toString(),
        "--tokenizer",
        SMALL.resolve("sam3-tokenizer.json").toString());
    Path image = SMALL.resolve("picture.png");
    JsonNode reference = new ObjectMapper().readTree(SMALL.resolve("sam3.json").toFile());
    Path masks = folder.resolve("masks");
    JsonNode words =
        concepts(
            image,
            "--text",
            reference.get("word").get("text").asText(),
            "--masks",
            masks.toString());
    JsonNode scores = reference.get("word").get("scores");
    assertEquals(scores.size(), words.size());
    for (int i = 0; i < scores.size(); i++) {
      JsonNode properties = words.get(i).get("properties");
      assertEquals(i, properties.get("object").asInt());
      assertEquals(scores.get(i).asDouble(), properties.get("predicted_iou").asDouble(), 1e-4);
      assertEquals("building", properties.get("label").asText());
      assertTrue(Files.exists(masks.resolve("mask" + i + ".png")));
    }
    JsonNode example = concepts(image, "--box", "30,21,58,49");
    assertEquals(reference.get("example").get("scores").size(), example.size());
    assertEquals("box", example.get(0).get("properties").get("label").asText());
    String surest = scores.get(0).asText();
    assertEquals(0, concepts(image, "--text", "building", "--score-threshold", surest).size());
    refusedBy("concepts", image, "--text", "building", "--detector", "words")
        .assertRefused("finds what the text names by itself");
    Outcome.of(
            "segment",
            "--imagery",
            placedPicture().toString(),
            "--segmenter",
            "concepts",
            "--prompts",
            "grid",
            "--out",
            folder.resolve("m.gpkg").toString())
        .assertRefused("concepts finds every instance");
    refusedBy("concepts", image, "--text", " ").assertRefused("--text has no words");
    refusedBy("concepts", image, "--text", "building", "--score-threshold", "2")
        .assertRefused("--score-threshold 2.0");
    refusedBy("concepts", image, "--box", "200,5,220,9").assertRefused("outside");
  }

  private static JsonNode concepts(Path image, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("prompt", image.toString()));
    all.addAll(List.of("--segmenter", "concepts"));
    all.addAll(Arrays.asList(args));
    Outcome outcome = Outcome.of(all.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.err());
    return new ObjectMapper().readTree(outcome.out()).get("features");
  }
}
