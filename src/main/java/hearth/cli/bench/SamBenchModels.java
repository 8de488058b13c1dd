package hearth.cli.bench;

import hearth.pipeline.Home;
import hearth.segment.ModelDraft;
import hearth.segment.ModelFile;
import hearth.segment.ModelKind;
import hearth.segment.ModelLibrary;
import hearth.segment.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The models that are measured, in a folder of their own.
 *
 * @param home a folder that holds {@code models}, as that of the program does
 * @param library of that folder
 * @param original hearth-sam as it is shipped
 */
record SamBenchModels(Path home, ModelLibrary library, ModelSpec original) {
  private static final String SHIPPED = "hearth-sam";
  private static final String OTHER = "fixed-axis";

  /**
   * A model.
   *
   * @param spec its description, files beside it
   * @param inputSize side of its input in pixels
   * @param description for the table
   */
  record Entry(ModelSpec spec, int inputSize, String description) {
    String name() {
      return spec.name();
    }

    Path file(String role) {
      ModelFile file = spec.files().get(role);
      return spec.folder().resolve(file.file());
    }
  }

  static SamBenchModels make(Home home, Path folder) throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    ModelSpec original = new ModelLibrary(List.of(home.models())).load(SHIPPED);
    ModelLibrary library = new ModelLibrary(List.of(models));
    return new SamBenchModels(folder, library, original);
  }

  /** hearth-sam as it is shipped. */
  Entry shipped() {
    return add(SHIPPED, original("encoder"), original("decoder"), "hearth-sam, dynamic axis");
  }

  /** hearth-sam with its axis of prompts fixed at 1, as the official export script fixes it. */
  Entry fixedAxis(PythonPeer peer) throws IOException, InterruptedException {
    Path decoder = home.resolve("fixed.decoder.onnx");
    peer.run(home, "fix", original("decoder").toString(), decoder.toString());
    return add(OTHER, original("encoder"), decoder, "hearth-sam, axis fixed at 1");
  }

  /** An export that somebody gave. */
  Entry given(Path encoder, Path decoder) {
    return add(OTHER, encoder, decoder, decoder.getFileName().toString());
  }

  private Path original(String role) {
    return original.folder().resolve(original.files().get(role).file());
  }

  private Entry add(String name, Path encoder, Path decoder, String description) {
    ModelSpec spec =
        library.add(
            new ModelDraft(
                name,
                ModelKind.SEGMENTER,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.of(original.groundResolution()),
                original.mean(),
                original.std(),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "",
                "",
                true),
            Map.of("encoder", encoder, "decoder", decoder));
    return new Entry(spec, library.show(spec).inputSize(), description);
  }
}
