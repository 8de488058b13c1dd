package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.cli.JsonFile;
import hearth.cli.Main;
import hearth.conflate.Conflation;
import hearth.conflate.Conflator;
import hearth.conflate.RuleSet;
import hearth.footprint.Status;
import hearth.pipeline.PeakMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth bench conflate}: joining towns of growing size, each in a process of its own. */
@Command(
    name = "conflate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures time and memory of joining detections with as many mapped buildings.")
final class BenchConflateCommand implements Callable<Integer> {
  /** Heap of each process, so that the whole of it stays below 4 GB. */
  private static final String HEAP = "-Xmx3g";

  @Spec private CommandSpec spec;

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "buildings on either side (default: ${DEFAULT-VALUE})")
  private List<Integer> sizes;

  @Option(names = "--measure", paramLabel = "N", hidden = true)
  private Integer measured;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (measured != null) {
      JsonFile.write(json, measure(measured));
      return Main.DONE;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(ChildProcess.machine());
    out.println(
        "%10s %9s %9s %16s %9s %9s %9s"
            .formatted(
                "buildings", "wall s", "CPU s", "CPU µs/building", "peak MB", "matched", "added"));
    Map<String, Object> all = new LinkedHashMap<>();
    try (ScratchFolder folder = ScratchFolder.make()) {
      for (int size : sizes) {
        Path figures = folder.path().resolve(size + ".json");
        List<String> command = new ArrayList<>(ChildProcess.hearthCommand());
        command.add(1, HEAP);
        command.removeIf(a -> a.startsWith("-Xmx") && !a.equals(HEAP));
        command.addAll(
            List.of(
                "bench",
                "conflate",
                "--measure",
                String.valueOf(size),
                "--json",
                figures.toString()));
        ChildProcess.run(folder.path().resolve(size + ".log"), command);
        JsonNode f = new JsonMapper().readTree(figures.toFile());
        out.println(
            String.format(
                Locale.ROOT,
                "%10d %9.1f %9.1f %16.1f %9.0f %9d %9d",
                size,
                f.get("wall_seconds").asDouble(),
                f.get("cpu_seconds").asDouble(),
                1e6 * f.get("cpu_seconds").asDouble() / size,
                f.get("peak_memory_bytes").asDouble() / (1 << 20),
                f.get("matched").asInt(),
                f.get("added").asInt()));
        out.flush();
        all.put(String.valueOf(size), f);
      }
    }
    if (json != null) {
      JsonFile.write(json, all);
    }
    return Main.DONE;
  }

  private static Map<String, Object> measure(int size) {
    DetectedTown town = DetectedTown.of(size);
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = System.nanoTime();
    Conflation joined =
        new Conflator(RuleSet.HEARTH.options())
            .merge(town.detected(), town.mapped(), town.imaged());
    double wall = (System.nanoTime() - start) / 1e9;
    double own = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("buildings", size);
    figures.put("wall_seconds", wall);
    figures.put("cpu_seconds", own);
    figures.put("peak_memory_bytes", PeakMemory.bytes());
    for (Status status : Status.values()) {
      figures.put(
          status.code(), joined.buildings().stream().filter(b -> b.status() == status).count());
    }
    return figures;
  }
}
