package hearth.cli.bench;

import hearth.cli.Main;
import hearth.store.RunInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth bench soak}: whether memory and open files stay flat over many small tiles. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Runs many small tiles through models, GDAL and database, and tells memory and open files"
            + " on the way.")
final class BenchSoakCommand implements Callable<Integer> {
  /** Tiles of the sample once. */
  private static final int TILES_ONCE = 169;

  /** All of the heap is touched at the start: what grows after that is native memory. */
  private static final List<String> HEAP = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");

  private static final int LINES = 10;
  private static final long PAUSE_MILLIS = 500;
  private static final long STOP_SECONDS = 30;

  @Spec private CommandSpec spec;

  @Option(
      names = "--tiles",
      paramLabel = "N",
      defaultValue = "10000",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int tiles;

  /** What the run says of its heap, on its line of progress. */
  private static final Pattern HEAP_USED = Pattern.compile("heap (\\d+) MB");

  /** Memory and files of a process at one moment. */
  private record Sample(long tiles, String heapMegabytes, long residentBytes, int files) {
    static Sample of(long tiles, long pid, Path log) throws IOException {
      Path process = Path.of("/proc", Long.toString(pid));
      long resident =
          Files.readAllLines(process.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
              .findFirst()
              .orElseThrow();
      String heap =
          HEAP_USED
              .matcher(Files.readString(log))
              .results()
              .reduce((earlier, last) -> last)
              .map(m -> m.group(1))
              .orElse("-");
      try (Stream<Path> files = Files.list(process.resolve("fd"))) {
        return new Sample(tiles, heap, resident, (int) files.count());
      }
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path home = Main.home(spec).folder();
    try (ScratchFolder folder = ScratchFolder.forServer()) {
      int times = (int) Math.ceil(Math.sqrt((double) tiles / TILES_ONCE)) + 1;
      Path imagery =
          RepeatedImage.write(
              home.resolve("data-samples/banepa/imagery.tif"),
              times,
              folder.path().resolve("repeated.vrt"));
      SampleJob job = new SampleJob(home, folder.path(), imagery);
      job.server().start();
      try {
        out.println(ChildProcess.machine());
        List<Sample> samples = watch(job, folder.path().resolve("log"), out);
        return verdict(samples, out);
      } finally {
        job.server().stop();
      }
    }
  }

  private List<Sample> watch(SampleJob job, Path log, PrintWriter out)
      throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    out.println("%8s %10s %10s %11s".formatted("tiles", "heap MB", "RSS MB", "open files"));
    Process process = job.start(log, HEAP);
    try {
      int step = Math.max(1, tiles / LINES);
      while (process.isAlive() && samples.size() < LINES) {
        Thread.sleep(PAUSE_MILLIS);
        long done = done(job);
        if (done >= (long) step * (samples.size() + 1)) {
          Sample sample = Sample.of(done, process.pid(), log);
          samples.add(sample);
          out.println(
              String.format(
                  Locale.ROOT,
                  "%8d %10s %10.0f %11d",
                  sample.tiles(),
                  sample.heapMegabytes(),
                  sample.residentBytes() / 1e6,
                  sample.files()));
        }
      }
      if (samples.size() < LINES) {
        throw new IllegalStateException("the run ended early: " + Files.readString(log).strip());
      }
    } finally {
      process.destroy();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    return samples;
  }

  private static long done(SampleJob job) {
    return job.find().map(RunInfo::tiles).stream()
        .flatMap(t -> t.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Flat means: within a tenth of what it was after the first tenth of the tiles. */
  private static int verdict(List<Sample> samples, PrintWriter out) {
    Sample first = samples.get(0);
    Sample last = samples.get(samples.size() - 1);
    double growth = (double) last.residentBytes() / first.residentBytes() - 1;
    out.println(
        String.format(
            Locale.ROOT,
            "RSS after %d tiles is %+.1f %% of that after %d; open files %+d",
            last.tiles(),
            100 * growth,
            first.tiles(),
            last.files() - first.files()));
    return growth <= 0.1 && last.files() <= first.files() + 2 ? Main.DONE : Main.FAILED;
  }
}
