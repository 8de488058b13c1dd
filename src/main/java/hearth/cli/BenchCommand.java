package hearth.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.InputException;
import hearth.pipeline.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hearth bench}: the segmentation stage against the limit that inference sets, and memory
 * against the size of the imagery. Each measurement is a process of its own, so that one does not
 * warm up or fill the next.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures the distance to the limits: inference time, and memory by image size.")
final class BenchCommand implements Callable<Integer> {
  /** The VRT repeats the sample so often in each direction: sixteen times the pixels. */
  private static final int REPEAT = 4;

  @Spec private CommandSpec spec;

  @Option(
      names = "--imagery",
      paramLabel = "F",
      description = "image to measure on (default: the sample)")
  private Path imagery;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = Main.home(spec);
    Path image =
        imagery != null ? imagery : home.folder().resolve("data-samples/banepa/imagery.tif");
    if (!Files.exists(image)) {
      throw new InputException(image + ": no such file", "Give an image as --imagery.");
    }
    Path folder = Files.createTempDirectory("hearth-bench");
    try {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "%d cores, Java %s, hearth %s"
              .formatted(
                  Runtime.getRuntime().availableProcessors(),
                  System.getProperty("java.version"),
                  Main.version()));
      JsonNode once = segment(image, folder, "once");
      Path repeated = RepeatedImage.write(image, REPEAT, folder.resolve("repeated.vrt"));
      JsonNode sixteen = segment(repeated, folder, "repeated");
      out.println(
          "%-24s %6s %9s %9s %11s %7s %11s"
              .formatted(
                  "image", "tiles", "buildings", "stage s", "inference s", "ratio", "peak MB"));
      print(out, "sample", once);
      print(out, "16 x the sample", sixteen);
      out.println(
          "stage: wall time of the tiles; inference: ONNX Runtime's own time divided by the workers;"
              + " ratio: stage / inference");
      return Main.DONE;
    } finally {
      delete(folder);
    }
  }

  private static void print(PrintWriter out, String name, JsonNode f) {
    double limit = f.get("inference_seconds").asDouble() / f.get("workers").asInt();
    double stage = f.get("tile_seconds").asDouble();
    out.println(
        String.format(
            Locale.ROOT,
            "%-24s %6d %9d %9.2f %11.2f %7.3f %11.0f",
            name,
            f.get("tiles").asInt(),
            f.get("buildings").asInt(),
            stage,
            limit,
            stage / limit,
            f.get("peak_memory_bytes").asDouble() / 1e6));
  }

  /** Runs {@code segment} in a JVM like this one and reads its figures. */
  private JsonNode segment(Path image, Path folder, String name)
      throws IOException, InterruptedException {
    Path json = folder.resolve(name + ".json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "segment",
            "--quiet",
            "--imagery",
            image.toString(),
            "--out",
            folder.resolve(name + ".gpkg").toString(),
            "--json",
            json.toString()));
    Path log = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          "segment on " + image + " failed: " + Files.readString(log).strip());
    }
    return new JsonMapper().readTree(json.toFile());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
