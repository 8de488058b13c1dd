package hearth.cli.bench;

import hearth.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
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
        "Hurts a run of the sample at random moments, goes on with it by 'runs resume', and"
            + " compares building rows, zone sums and files with those of an undisturbed run.")
final class BenchFaultsCommand implements Callable<Integer> {
  private static final int RESUMES = 4;

  @Spec private CommandSpec spec;

  @Option(
      names = "--kills",
      defaultValue = "50",
      description = "SIGKILL of the engine (default: ${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--server-kills",
      defaultValue = "20",
      description = "SIGKILL of PostgreSQL (default: ${DEFAULT-VALUE})")
  private int serverKills;

  @Option(
      names = "--interrupts",
      defaultValue = "5",
      description = "SIGTERM of the engine (default: ${DEFAULT-VALUE})")
  private int interrupts;

  @Option(
      names = "--heaps",
      defaultValue = "5",
      description = "heap too small (default: ${DEFAULT-VALUE})")
  private int heaps;

  @Option(names = "--seed", defaultValue = "9", description = "(default: ${DEFAULT-VALUE})")
  private long seed;

  /** One way of hurting a run. */
  @FunctionalInterface
  private interface Fault {
    void strike() throws IOException, InterruptedException;
  }

  /** Counts of one kind of fault. */
  private static final class Tally {
    private int tried;
    private int same;
    private int lost;
    private int twice;
    private int resumes;
  }

  private SampleJob job;
  private Path log;
  private SampleJob.Left undisturbed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path home = Main.home(spec).folder();
    try (ScratchFolder folder = ScratchFolder.forServer()) {
      job =
          new SampleJob(
              home,
              folder.path(),
              home.resolve("data-samples/banepa/imagery.tif").toAbsolutePath());
      log = folder.path().resolve("log");
      job.server().start();
      try {
        out.println(ChildProcess.machine());
        long length = undisturbed();
        out.println(
            "undisturbed: %d tiles, %.1f s from the first"
                .formatted(undisturbed.tiles(), length / 1e3));
        Faults faults = new Faults(job, log, new Random(seed), length);
        out.println(
            "%-24s %6s %6s %11s %13s %8s"
                .formatted("fault", "times", "same", "tiles lost", "tiles doubled", "resumes"));
        boolean good = true;
        good &= row(out, "SIGKILL of the engine", kills, faults::killEngine);
        good &= row(out, "SIGKILL of PostgreSQL", serverKills, faults::killServer);
        good &= row(out, "SIGTERM of the engine", interrupts, faults::interrupt);
        good &= row(out, "heap too small", heaps, faults::smallHeap);
        return good ? Main.DONE : Main.FAILED;
      } finally {
        job.server().stop();
      }
    }
  }

  /** Runs the job in peace; milliseconds that it takes from its first tile on. */
  private long undisturbed() throws IOException, InterruptedException {
    Process process = job.run(log, List.of());
    while (process.isAlive() && !Files.readString(log).contains("hearth: tiles")) {
      Thread.sleep(20);
    }
    long begun = System.nanoTime();
    if (process.waitFor() != Main.DONE) {
      throw new IllegalStateException(Files.readString(log).strip());
    }
    long millis = (System.nanoTime() - begun) / 1_000_000;
    undisturbed = job.left();
    return Math.max(1, millis);
  }

  private boolean row(PrintWriter out, String name, int times, Fault fault)
      throws IOException, InterruptedException {
    Tally tally = new Tally();
    for (int i = 0; i < times; i++) {
      fault.strike();
      resume(tally);
      SampleJob.Left left = job.left();
      tally.tried++;
      tally.same += left.digest().equals(undisturbed.digest()) ? 1 : 0;
      tally.lost += undisturbed.tiles() - left.tiles();
      tally.twice += left.twice();
    }
    out.println(
        "%-24s %6d %6d %11d %13d %8d"
            .formatted(name, tally.tried, tally.same, tally.lost, tally.twice, tally.resumes));
    return tally.same == tally.tried && tally.lost == 0 && tally.twice == 0;
  }

  /** Goes on with the run until it says that there is nothing to resume. */
  private void resume(Tally tally) throws IOException, InterruptedException {
    for (int i = 0; i < RESUMES; i++) {
      if (!job.isUnfinished()) {
        return;
      }
      tally.resumes++;
      if (job.resume(log, job.info().id()) == Main.REFUSED) {
        throw new IllegalStateException(Files.readString(log).strip());
      }
    }
  }
}
