package hearth.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The models of {@code scripts/bench/small-model}: a few milliseconds a tile of 32 m. */
final class SmallModels {
  private SmallModels() {}

  /**
   * A home whose models they are.
   *
   * @param folder to make it in
   */
  static Home home(Path folder, Map<String, String> environment) throws IOException {
    Path models = folder.resolve("home/models");
    if (!Files.exists(models)) {
      Files.createDirectories(models);
      try (Stream<Path> files = Files.list(Path.of("scripts/bench/small-model"))) {
        for (Path file : files.toList()) {
          Files.copy(file, models.resolve(file.getFileName()));
        }
      }
    }
    return new Home(folder.resolve("home"), "development", environment);
  }
}
