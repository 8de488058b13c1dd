package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLibraryTest {
  @TempDir Path folder;

  private ModelLibrary library() {
    return new ModelLibrary(List.of(folder));
  }

  private static Path resource(String file) {
    return Samples.RESOURCES.resolve(file);
  }

  private ModelSpec addSam() {
    return library()
        .add(
            ModelDraft.of("tiny-sam", ModelKind.SEGMENTER),
            Map.of(
                "encoder", resource("sam-encoder.onnx"),
                "decoder", resource("sam-decoder.onnx")));
  }

  @Test
  void aSegmenterIsAddedShownAndOpened() {
    ModelSpec added = addSam();
    assertEquals(added, library().load("tiny-sam"));
    assertEquals(List.of(added), library().list());
    assertEquals(Optional.of(ModelLayout.SAM), added.layout());
    assertEquals(List.of(123.675, 116.28, 103.53), added.mean());
    assertEquals(2, added.checksums().size());
    ModelDetails details = library().show(added);
    assertEquals(64, details.inputSize());
    assertEquals(
        "takes image float32 [1, 3, 64, 64]; gives image_embeddings float32 [1, 24, 8, 8]",
        details.files().get("encoder").toString());
    Segmenter.open(added, Samples.inference()).close();
  }

  @Test
  void aDetectorIsAddedWithTheNamesInItsFile() throws IOException {
    ModelDraft draft =
        new ModelDraft(
            "tiny-yolo",
            ModelKind.DETECTOR,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.of(0.5),
            List.of(),
            List.of(),
            List.of(),
            OptionalDouble.of(0.4),
            OptionalDouble.empty(),
            "CC0-1.0",
            "nobody: it's \"tiny\"",
            false);
    ModelSpec added = library().add(draft, Map.of("model", resource("yolo.onnx")));
    assertEquals(List.of("building", "it's a tent", "water tank"), added.classes());
    assertEquals(Optional.of(ModelLayout.YOLO), added.layout());
    assertEquals(0.4, added.scoreThreshold());
    assertEquals(0.5, added.groundResolution());
    assertEquals("nobody: it's \"tiny\"", added.attribution());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("tiny-yolo.onnx", "tiny-yolo.yaml"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    Detector.open(added, Samples.inference()).close();
  }

  @Test
  void aNameThatIsTakenIsRefusedUnlessReplaced() {
    addSam();
    assertRefused(this::addSam, "is there already", "--force");
    ModelDraft d = ModelDraft.of("tiny-sam", ModelKind.DETECTOR);
    ModelDraft replacing =
        new ModelDraft(
            d.name(),
            d.kind(),
            d.layout(),
            d.inputSize(),
            d.groundResolution(),
            d.mean(),
            d.std(),
            d.classes(),
            d.scoreThreshold(),
            d.nmsIou(),
            "",
            "",
            true);
    library().add(replacing, Map.of("model", resource("yolo.onnx")));
    assertEquals(ModelKind.DETECTOR, library().load("tiny-sam").kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"neither.onnx", "picture.png", "empty", "cut.onnx", "missing.onnx"})
  void whatIsRefusedLeavesNothingBehind(String file) throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    byte[] whole = Files.readAllBytes(resource("yolo.onnx"));
    Files.write(elsewhere.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(elsewhere.resolve("empty"), new byte[0]);
    Path source = Files.exists(resource(file)) ? resource(file) : elsewhere.resolve(file);
    Path models = folder.resolve("models");
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new ModelLibrary(List.of(models))
                    .add(ModelDraft.of("m", ModelKind.DETECTOR), Map.of("model", source)));
    assertTrue(
        e.getMessage()
            .contains(
                switch (file) {
                  case "neither.onnx" -> "takes numbers float32 [1, 4]";
                  case "empty" -> "the file is empty";
                  case "missing.onnx" -> "no such file";
                  default -> "cannot be loaded as an ONNX model";
                }),
        e.getMessage());
    try (Stream<Path> files = Files.list(models)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aRoleThatIsNotGivenIsNamed() {
    assertRefused(
        () ->
            library()
                .add(
                    ModelDraft.of("half", ModelKind.SEGMENTER),
                    Map.of("encoder", resource("sam-encoder.onnx"))),
        "no decoder",
        "encoder and decoder");
  }

  @Test
  void anotherChecksumIsRefusedWithBothSums() throws IOException {
    ModelSpec added = addSam();
    Path decoder = folder.resolve("tiny-sam.decoder.onnx");
    byte[] bytes = Files.readAllBytes(decoder);
    bytes[bytes.length / 2] ^= 1;
    Files.write(decoder, bytes);
    for (Runnable use :
        List.<Runnable>of(
            () -> library().verify(added),
            () -> library().show(added),
            () -> Segmenter.open(added, Samples.inference()).close())) {
      assertRefused(
          use,
          "decoder tiny-sam.decoder.onnx",
          added.files().get("decoder").sha256(),
          ModelFiles.sha256(decoder),
          "get it again");
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    ModelSpec added = addSam();
    Files.delete(folder.resolve("tiny-sam.encoder.onnx"));
    assertRefused(
        () -> library().verify(added), "encoder tiny-sam.encoder.onnx: no such file in", "again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.onnx", "/etc/hostname", "link.onnx"})
  void filesOutsideTheFolderAreRefused(String name) throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    Path outside = Files.copy(resource("yolo.onnx"), folder.resolve("outside.onnx"));
    Files.createSymbolicLink(models.resolve("link.onnx"), outside);
    Files.writeString(
        models.resolve("m.yaml"),
        "name: m\nkind: detector\nfiles:\n  model: {file: %s, sha256: %s}\n"
            .formatted(name, ModelFiles.sha256(outside)));
    ModelLibrary library = new ModelLibrary(List.of(models));
    assertRefused(() -> library.verify(library.load("m")), "outside the model's folder");
  }

  @Test
  void anUnknownNameGetsTheNearest() {
    addSam();
    assertRefused(() -> library().load("tiny-sma"), "no model \"tiny-sma\"", "tiny-sam");
    assertRefused(
        () -> new ModelLibrary(List.of(folder.resolve("nowhere"))).load("x"), "holds no models");
  }

  @Test
  void theFirstFolderWins() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    ModelSpec added = addSam();
    Files.copy(folder.resolve("tiny-sam.yaml"), other.resolve("tiny-sam.yaml"));
    Files.writeString(other.resolve("catalogue.yaml"), "models: []\n");
    assertEquals(List.of(added), new ModelLibrary(List.of(folder, other)).list());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scores: 1             | key "scores" is not known       | Known: name
          score-treshold: 0.3   | key "score-treshold"            | score-threshold
          score-threshold: 30   | score-threshold: 30 is not      | 0 to 1
          layout: yollo         | layout "yollo" is not known     | 'yolo'
          layout: sam           | layout "sam" is not known       | yolo
          mean: [0.4, 0.4]      | three numbers each              | red, green and blue
          std: [0.2, 0.2, 0.2]  | not on the scale 0..255         | Multiply
          input-size: 640.5     | not a whole number              | pixels
          accuracy: good        | accuracy is not a map           | m.yaml
          classes: {a: 1}       | classes is not a list           | m.yaml
          licence: [a]          | licence is not a text           | m.yaml
          """)
  void aKeyThatIsWrongIsNamed(String line, String what, String remedy) throws IOException {
    Files.writeString(
        folder.resolve("m.yaml"),
        "name: m\nkind: detector\nfiles:\n  model: {file: m.onnx, sha256: %s}\n%s\n"
            .formatted("a".repeat(64), line));
    assertRefused(() -> library().load("m"), what, remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: detector                                                | no name
          name: m                                                       | no kind
          name: m, kind: detektor, files: {model: {file: a, sha256: b}} | 'detector'
          name: m, kind: detector                                       | no files
          name: m, kind: segmenter, files: {encoder: {file: a, sha256: 0000}} | needs a file and its sha256
          name: m, kind: detector, files: {modle: {file: a}}            | 'model'
          name: m, kind: detector, files: {model: {file: a, sha255: b}} | 'sha256'
          name: ../m, kind: detector                                    | cannot be used
          name: other, kind: detector, files: {model: {file: a, sha256: S}} | its name is "other"
          name: [                                                       | not YAML
          """)
  void aDescriptionThatIsWrongIsRefused(String text, String message) throws IOException {
    Files.writeString(
        folder.resolve("m.yaml"), "{" + text.replace("S}", "a".repeat(64) + "}") + "}");
    assertRefused(() -> library().load("m"), message);
  }

  @Test
  void nothingInADescriptionIsConstructed() throws IOException {
    Files.writeString(
        folder.resolve("m.yaml"),
        "name: m\nkind: detector\naccuracy: !!java.net.URL [\"http://localhost/\"]\n");
    assertThrows(InputException.class, () -> library().load("m"));
  }

  @Test
  void whatIsFreeIsKeptAsItIs() throws IOException {
    Files.writeString(
        folder.resolve("m.yaml"),
        """
        name: m
        kind: segmenter
        files:
          encoder: {file: a.onnx, sha256: %1$s}
          decoder: {file: b.onnx, sha256: %1$s}
        training-data: one place
        accuracy: {val: {f1: 0.5, places: [a, b]}}
        calibration: {slope: 2.5}
        mask-score: 0.7
        """
            .formatted("a".repeat(64)));
    ModelSpec spec = library().load("m");
    assertEquals(List.of("one place"), spec.trainingData());
    assertEquals(Map.of("val", Map.of("f1", 0.5, "places", List.of("a", "b"))), spec.accuracy());
    assertEquals(Map.of("slope", 2.5), spec.calibration());
    assertEquals(OptionalDouble.of(0.7), spec.maskScore());
    Files.writeString(folder.resolve("m.yaml"), ModelYaml.write(spec));
    assertEquals(spec, library().load("m"));
  }

  @Test
  void aDetectorIsNotASegmenter() {
    ModelSpec sam = addSam();
    assertRefused(
        () -> Detector.open(sam, Samples.inference()).close(), "is a segmenter, not a detector");
    assertRefused(
        () ->
            Segmenter.open(Samples.detector(Samples.RESOURCES, "yolo.onnx"), Samples.inference())
                .close(),
        "is a detector, not a segmenter");
  }

  @Test
  void theModelsThatComeWithHearthAreWhatTheirDescriptionsSay() {
    ModelLibrary shipped = new ModelLibrary(List.of(Path.of("models")));
    List<ModelSpec> all = shipped.list();
    assertFalse(all.isEmpty());
    for (ModelSpec spec : all) {
      ModelDetails details = shipped.show(spec);
      assertEquals(spec.layout(), Optional.of(details.layout()), spec.name());
      assertFalse(spec.licence().isEmpty(), spec.name());
      assertFalse(spec.attribution().isEmpty(), spec.name());
      assertFalse(spec.trainingData().isEmpty(), spec.name());
    }
  }

  private static void assertRefused(Runnable action, String... parts) {
    InputException e = assertThrows(InputException.class, action::run);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), "\"" + part + "\" not in: " + e.getMessage());
    }
  }
}
