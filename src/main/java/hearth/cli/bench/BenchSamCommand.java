package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.cli.Main;
import hearth.geo.InputException;
import hearth.pipeline.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hearth bench sam}: boxes to outlines, against a plain Python loop on ONNX Runtime, on the
 * same model files, tiles and boxes. Both are timed from the first tile's pixels to the last
 * polygon, without loading models.
 */
@Command(
    name = "sam",
    mixinStandardHelpOptions = true,
    description = {
      "Measures boxes to outlines against a plain Python loop on ONNX Runtime: the decoder called"
          + " for one box at a time, masks at the tile's size, polygons by rasterio.",
      "Twice: with an export whose axis of prompts is fixed at 1 (default: hearth-sam with its axis"
          + " fixed), and with hearth-sam as it is."
    })
final class BenchSamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--tiles",
      paramLabel = "N",
      defaultValue = "4",
      description = "tiles (default: ${DEFAULT-VALUE})")
  private int tiles;

  @Option(
      names = "--boxes",
      paramLabel = "N",
      defaultValue = "100",
      description = "boxes in each tile (default: ${DEFAULT-VALUE})")
  private int boxes;

  @Option(
      names = "--encoder",
      paramLabel = "F",
      description = "encoder of another export of SAM, in place of hearth-sam with a fixed axis")
  private Path encoder;

  @Option(names = "--decoder", paramLabel = "F", description = "its decoder")
  private Path decoder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (tiles < 1 || boxes < 1) {
      throw new InputException("nothing to measure", "Give at least one tile and one box.");
    }
    if ((encoder == null) != (decoder == null)) {
      throw new InputException(
          "an encoder and a decoder belong together", "Give both --encoder and --decoder.");
    }
    Home home = Main.home(spec);
    PythonPeer peer = new PythonPeer(home, "sam");
    PrintWriter out = spec.commandLine().getOut();
    try (ScratchFolder folder = ScratchFolder.make()) {
      SamBenchModels models = SamBenchModels.make(home, folder.path());
      out.println(ChildProcess.machine());
      out.println(
          "%d tiles, %d boxes each; models are loaded before the clock starts"
              .formatted(tiles, boxes));
      out.println(
          "%-32s %6s %9s %9s %7s %11s %9s"
              .formatted("model", "px", "Python s", "Hearth s", "ratio", "inference s", "outside"));
      SamBenchModels.Entry fixed =
          encoder == null ? models.fixedAxis(peer) : models.given(encoder, decoder);
      for (SamBenchModels.Entry model : List.of(fixed, models.shipped())) {
        measure(model, models, peer, folder.path(), out);
      }
      out.println(
          "ratio: Python / Hearth; inference: ONNX Runtime's own time in Hearth divided by its"
              + " workers; outside: the rest of Hearth's time");
      return Main.DONE;
    }
  }

  private void measure(
      SamBenchModels.Entry model,
      SamBenchModels models,
      PythonPeer peer,
      Path folder,
      PrintWriter out)
      throws IOException, InterruptedException {
    Path image = Main.home(spec).folder().resolve("data-samples/banepa/imagery.tif");
    SamBenchScene scene = SamBenchScene.make(image, model.inputSize(), tiles, boxes, folder);
    Path work = Files.writeString(folder.resolve("work.json"), scene.workJson(model));
    JsonNode python = peer.run(folder, told("Python", model), "run", work.toString());
    JsonNode hearth = segment(scene, model, models.home(), folder);
    double seconds = hearth.get("tile_seconds").asDouble();
    double inference =
        hearth.get("inference_seconds").asDouble() / hearth.get("workers").asDouble();
    out.println(
        String.format(
            Locale.ROOT,
            "%-32s %6d %9.2f %9.2f %7.2f %11.2f %7.1f %%",
            model.description(),
            model.inputSize(),
            python.get("seconds").asDouble(),
            seconds,
            python.get("seconds").asDouble() / seconds,
            inference,
            100 * (1 - inference / seconds)));
    out.flush();
  }

  /** Says on standard error how far it is. */
  private Consumer<String> told(String who, SamBenchModels.Entry model) {
    PrintWriter err = spec.commandLine().getErr();
    return line -> {
      err.println("  " + model.description() + ", " + who + ": " + line);
      err.flush();
    };
  }

  private JsonNode segment(
      SamBenchScene scene, SamBenchModels.Entry model, Path modelHome, Path folder)
      throws IOException, InterruptedException {
    Path json = folder.resolve("hearth.json");
    List<String> command =
        new ArrayList<>(
            ChildProcess.hearthCommand(
                "segment",
                "--force",
                "--imagery",
                scene.image().toString(),
                "--segmenter",
                model.name(),
                "--prompts",
                "boxes",
                "--boxes",
                scene.boxLayer().toString(),
                "--tile-size",
                String.valueOf(model.inputSize()),
                "--out",
                folder.resolve("hearth.gpkg").toString(),
                "--json",
                json.toString()));
    // The last of equal properties counts.
    command.add(command.indexOf("-cp"), "-Dhearth.home=" + modelHome);
    ChildProcess.run(folder.resolve("hearth.log"), command, told("Hearth", model));
    return new JsonMapper().readTree(json.toFile());
  }
}
