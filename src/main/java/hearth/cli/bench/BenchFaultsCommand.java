package hearth.cli.bench;

import hearth.cli.Main;
import hearth.geo.Grid;
import hearth.raster.FloatRaster;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth bench faults}: whether a run that was hurt ends as one that was left in peace. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Hurts a run of a piece of the sample at random moments, goes on with it by 'runs resume',"
            + " and compares building rows, zone sums and files with those of an undisturbed run.")
final class BenchFaultsCommand implements Callable<Integer> {
  /** Pixels of the piece: 8 x 8 tiles of the small models. */
  private static final int SIDE = 448;

  /** Children live for seconds: compiling for longer is not worth it. */
  private static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g");

  @Spec private CommandSpec spec;

  @Option(
      names = "--kills",
      defaultValue = "45",
      description = "SIGKILL of the engine (default: ${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--shipped-kills",
      defaultValue = "5",
      description = "the same on the models that Hearth ships (default: ${DEFAULT-VALUE})")
  private int shippedKills;

  @Option(
      names = "--server-kills",
      defaultValue = "20",
      description = "SIGKILL of PostgreSQL (default: ${DEFAULT-VALUE})")
  private int serverKills;

  @Option(
      names = "--cuts",
      defaultValue = "20",
      description = "connections to PostgreSQL cut (default: ${DEFAULT-VALUE})")
  private int cuts;

  @Option(
      names = "--full-disks",
      defaultValue = "5",
      description =
          "disk of the results full, and as often that of the database, for which root is needed"
              + " (default: ${DEFAULT-VALUE})")
  private int fullDisks;

  @Option(
      names = "--heaps",
      defaultValue = "5",
      description = "heap too small (default: ${DEFAULT-VALUE})")
  private int heaps;

  @Option(
      names = "--interrupts",
      defaultValue = "5",
      description = "SIGTERM of the engine (default: ${DEFAULT-VALUE})")
  private int interrupts;

  @Option(names = "--seed", defaultValue = "9", description = "(default: ${DEFAULT-VALUE})")
  private long seed;

  /** A run in peace. */
  private record Peace(SampleJob.Left left, RunTime time) {}

  private Path log;

  @Override
  public Integer call() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    PrintWriter out = spec.commandLine().getOut();
    out.println(ChildProcess.machine());
    boolean good;
    try (FaultGround ground = FaultGround.make(folder -> job(Main.home(spec).folder(), folder))) {
      log = ground.folder().resolve("log");
      good = table(ground, out);
    }
    out.println(
        "%.1f minutes; load of the machine over the last of them %.1f"
            .formatted(
                (System.nanoTime() - begun) / 60e9,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return good ? Main.DONE : Main.FAILED;
  }

  /** The job that is hurt: a piece of the sample, in a folder that is there. */
  static SampleJob job(Path home, Path folder) throws IOException {
    Path image = home.resolve("data-samples/banepa/imagery.tif").toAbsolutePath();
    Path piece = folder.resolve("piece.vrt");
    try (FloatRaster raster = FloatRaster.open(image.toString(), 1)) {
      Grid grid = raster.grid();
      RepeatedImage.write(image, new Grid(grid.crs(), grid.affine(), SIDE, SIDE), piece);
    }
    return new SampleJob(home, folder, piece);
  }

  private boolean table(FaultGround ground, PrintWriter out)
      throws IOException, InterruptedException {
    SampleJob job = ground.job();
    List<String> jvm = withArchive(job);
    Peace child = undisturbed(job, () -> Engine.of(job.start(log, jvm), log));
    // The first run of a process loads and compiles: later ones are over sooner.
    undisturbed(job, job::start);
    Peace inside = undisturbed(job, job::start);
    SampleJob.Left left = child.left();
    out.println(
        "undisturbed: %d tiles; from the first tile on %.1f s in a process of its own, %.1f s in this"
            .formatted(left.tiles(), child.time().millis() / 1e3, inside.time().millis() / 1e3));
    Faults faults = new Faults(job, log, jvm, new Random(seed));
    FaultTable table = new FaultTable(out);
    RunTime c = child.time();
    RunTime i = inside.time();
    table.row("SIGKILL of PostgreSQL", job, left, serverKills, () -> faults.killServer(i));
    table.row("connections cut", job, left, cuts, () -> faults.cutConnections(i));
    if (ground.results().isPresent() && ground.server().isPresent()) {
      SmallDisk results = ground.results().get();
      SmallDisk server = ground.server().get();
      table.row("disk full, results", job, left, fullDisks, () -> faults.fillResults(results, i));
      table.row("disk full, database", job, left, fullDisks, () -> faults.fillServer(server, i));
    } else {
      table.notRun("disk full", 2 * fullDisks, "only root may mount a small disk");
    }
    table.row("heap too small", job, left, heaps, faults::smallHeap);
    table.row("SIGTERM of the engine", job, left, interrupts, () -> faults.interrupt(c));
    if (shippedKills > 0) {
      SampleJob shipped = job.onShippedModels();
      Peace whole = undisturbed(shipped, () -> Engine.of(shipped.start(log, jvm), log));
      Faults hard = new Faults(shipped, log, jvm, new Random(seed));
      table.row(
          "SIGKILL, on the shipped models (%d tiles)".formatted(whole.left().tiles()),
          shipped,
          whole.left(),
          shippedKills,
          () -> hard.killEngine(whole.time()));
    }
    table.row("SIGKILL of the engine", job, left, kills, () -> faults.killEngine(c));
    return table.isGood();
  }

  /** Classes that one process has loaded and checked are not loaded and checked by each. */
  private List<String> withArchive(SampleJob job) throws IOException, InterruptedException {
    List<String> jvm = new ArrayList<>(JVM);
    // A class path with folders in it cannot be archived.
    if (Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .noneMatch(entry -> Files.isDirectory(Path.of(entry)))) {
      Path archive = log.resolveSibling("classes.jsa");
      List<String> making = new ArrayList<>(JVM);
      making.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
      job.forget();
      job.start(log, making).waitFor();
      jvm.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
    }
    return jvm;
  }

  @FunctionalInterface
  private interface Start {
    Engine start() throws IOException;
  }

  /** Runs the job in peace, and measures from its first tile on. */
  private Peace undisturbed(SampleJob job, Start start) throws IOException, InterruptedException {
    job.forget();
    Engine engine = start.start();
    engine.awaitTiles();
    long begun = System.nanoTime();
    if (engine.status() != Main.DONE) {
      throw new IllegalStateException(Files.readString(log).strip());
    }
    RunTime time = new RunTime(System.nanoTime() - begun);
    return new Peace(job.left(), time);
  }
}
