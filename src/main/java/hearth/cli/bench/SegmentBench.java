package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.cli.Main;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The segmentation stage against the limit that inference sets, and memory against the size of the
 * imagery. Each measurement is a process of its own, so that one does not warm up or fill the next.
 */
final class SegmentBench {
  /** The VRT repeats the sample so often in each direction: sixteen times the pixels. */
  private static final int REPEAT = 4;

  @Option(
      names = "--imagery",
      paramLabel = "F",
      description = "image to measure on (default: the sample)")
  private Path imagery;

  int run(CommandSpec spec) throws IOException, InterruptedException {
    Path image =
        imagery != null
            ? imagery
            : Main.home(spec).folder().resolve("data-samples/banepa/imagery.tif");
    if (!Files.exists(image)) {
      throw new InputException(image + ": no such file", "Give an image as --imagery.");
    }
    try (ScratchFolder folder = ScratchFolder.make()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(ChildProcess.machine());
      JsonNode once = segment(image, folder.path(), "once");
      Path repeated = RepeatedImage.write(image, REPEAT, folder.path().resolve("repeated.vrt"));
      JsonNode sixteen = segment(repeated, folder.path(), "repeated");
      out.println(
          "%-24s %6s %9s %9s %11s %7s %11s"
              .formatted(
                  "image", "tiles", "buildings", "stage s", "inference s", "ratio", "peak MB"));
      print(out, "sample", once);
      print(out, "16 x the sample", sixteen);
      out.println(
          "stage: wall time of the tiles; inference: ONNX Runtime's own time divided by the"
              + " workers; ratio: stage / inference");
      return Main.DONE;
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

  /** Runs {@code segment} in a process of its own and reads its figures. */
  private static JsonNode segment(Path image, Path folder, String name)
      throws IOException, InterruptedException {
    Path json = folder.resolve(name + ".json");
    ChildProcess.hearth(
        folder.resolve(name + ".log"),
        "segment",
        "--quiet",
        "--imagery",
        image.toString(),
        "--out",
        folder.resolve(name + ".gpkg").toString(),
        "--json",
        json.toString());
    return new JsonMapper().readTree(json.toFile());
  }
}
