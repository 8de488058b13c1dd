package hearth.cli.bench;

import hearth.cli.Main;
import hearth.pipeline.job.JobKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What is done to a run while it is under way. Each returns when the run has ended and the cause is
 * gone, and tells whether it hit: a run that was over before is none that was hurt.
 */
final class Faults {
  private static final long PAUSE_MILLIS = 500;
  private static final long POLL_MILLIS = 10;
  private static final int STARTS = 20;

  /** Ten that a run has to finish the tiles in hand, and what a machine under load needs to end. */
  private static final long STOP_MILLIS = 15_000;

  private static final int LONGEST_OUTAGE_MILLIS = 2000;

  /** Less than the files of a run of the sample take, at most. */
  private static final int ROOM_FOR_FILES = 256 << 10;

  /** Less than the rows of a run and the server's log of them take, at most. */
  private static final int ROOM_FOR_ROWS = 128 << 10;

  /** Megabytes: what the checks before a run ask at least, and less than drawing its map takes. */
  private static final int HEAP = 53;

  /** Megabytes of it for what was made a moment ago. */
  private static final int LEAST_YOUNG = 25;

  private static final int MOST_YOUNG = 31;

  private final SampleJob job;
  private final Path log;
  private final List<String> jvm;
  private final Random random;

  /**
   * @param log takes what processes print
   * @param jvm arguments of the processes' JVM
   */
  Faults(SampleJob job, Path log, List<String> jvm, Random random) {
    this.job = job;
    this.log = log;
    this.jvm = jvm;
    this.random = random;
  }

  /**
   * SIGKILL of the engine's process.
   *
   * @param time of an undisturbed run from its first tile on
   */
  boolean killEngine(RunTime time) throws IOException, InterruptedException {
    Process process = job.start(log, jvm);
    Engine engine = Engine.of(process, log);
    boolean hit = waitForMoment(engine, time);
    process.destroyForcibly();
    return engine.status() != Main.DONE && hit;
  }

  /** SIGTERM of the engine's process, as Ctrl-C. */
  boolean interrupt(RunTime time) throws IOException, InterruptedException {
    Process process = job.start(log, jvm);
    Engine engine = Engine.of(process, log);
    boolean hit = waitForMoment(engine, time);
    process.toHandle().destroy();
    if (!engine.endsWithin(STOP_MILLIS)) {
      process.destroyForcibly();
      throw new IllegalStateException("did not stop within 15 s of SIGTERM");
    }
    return engine.status() != Main.DONE && hit;
  }

  /** Memory runs out in the middle of work. */
  boolean smallHeap() throws IOException, InterruptedException {
    List<String> small = new ArrayList<>(jvm);
    int young = LEAST_YOUNG + random.nextInt(MOST_YOUNG - LEAST_YOUNG);
    small.addAll(List.of("-Xmx" + HEAP + "m", "-Xmn" + young + "m"));
    return job.start(log, small).waitFor() == Main.FAILED;
  }

  /** SIGKILL of the server, which is started again at once. */
  boolean killServer(RunTime time) throws InterruptedException {
    Engine engine = job.start();
    boolean hit = waitForMoment(engine, time);
    if (hit) {
      killServer(job.server().status().processId().orElseThrow());
      startServer();
    }
    engine.status();
    return hit;
  }

  /** A server that is dying still counts as one that runs, and would not be started again. */
  private void killServer(long process) throws InterruptedException {
    ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    while (job.server().status().processId().equals(OptionalLong.of(process))) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Every connection is cut, and new ones are refused for a while. */
  boolean cutConnections(RunTime time) throws IOException, InterruptedException {
    int port = job.server().status().port().orElseThrow();
    try (CutProxy proxy = CutProxy.to(port)) {
      Engine engine = job.through(proxy.port()).start();
      boolean hit =
          waitForMoment(engine, time) && proxy.cut(random.nextInt(LONGEST_OUTAGE_MILLIS)) > 0;
      engine.status();
      return hit;
    }
  }

  /** The disk of the results is full, but for a random rest. */
  boolean fillResults(SmallDisk disk, RunTime time) throws IOException, InterruptedException {
    Engine engine = job.start();
    boolean hit = waitForMoment(engine, time);
    disk.fill(random.nextInt(ROOM_FOR_FILES));
    int status = engine.status();
    disk.free();
    return hit && status == Main.FAILED;
  }

  /** The disk of the server is full, but for a random rest; the run does not wait for long. */
  boolean fillServer(SmallDisk disk, RunTime time) throws IOException, InterruptedException {
    Engine engine = job.with(JobKey.DB_WAIT, "2").start();
    boolean hit = waitForMoment(engine, time);
    disk.fill(random.nextInt(ROOM_FOR_ROWS));
    int status = engine.status();
    disk.free();
    startServer();
    return hit && status == Main.FAILED;
  }

  /** The backends of the old server go a moment after it, and hold its memory until then. */
  private void startServer() throws InterruptedException {
    for (int i = 1; ; i++) {
      try {
        job.server().start();
        return;
      } catch (RuntimeException e) {
        if (i == STARTS) {
          throw e;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** From the first tile on, a random time; false when the run ended before. */
  private boolean waitForMoment(Engine engine, RunTime time) throws InterruptedException {
    if (!engine.awaitTiles()) {
      return false;
    }
    long begun = System.nanoTime();
    if (engine.endsWithin(random.nextInt((int) time.millis()))) {
      time.was(System.nanoTime() - begun);
      return false;
    }
    return true;
  }
}
