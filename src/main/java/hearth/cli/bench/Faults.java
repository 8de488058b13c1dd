package hearth.cli.bench;

import hearth.store.ClusterStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What is done to a run while it is under way; each returns when the run's process has ended. */
final class Faults {
  private static final long POLL_MILLIS = 50;
  private static final int STARTS = 20;

  private final SampleJob job;
  private final Path log;
  private final Random random;

  /** Milliseconds from the first tile to the end of an undisturbed run. */
  private final long lengthMillis;

  Faults(SampleJob job, Path log, Random random, long lengthMillis) {
    this.job = job;
    this.log = log;
    this.random = random;
    this.lengthMillis = lengthMillis;
  }

  /** SIGKILL of the engine. */
  void killEngine() throws IOException, InterruptedException {
    Process process = job.run(log, List.of());
    if (waitForMoment(process)) {
      process.destroyForcibly();
    }
    process.waitFor();
  }

  /** SIGKILL of the server, which is started again at once. */
  void killServer() throws IOException, InterruptedException {
    Process process = job.run(log, List.of());
    if (waitForMoment(process)) {
      ClusterStatus status = job.server().status();
      status
          .processId()
          .ifPresent(pid -> ProcessHandle.of(pid).ifPresent(p -> p.destroyForcibly()));
      startServer();
    }
    process.waitFor();
  }

  /** A heap that may or may not do. */
  void smallHeap() throws IOException, InterruptedException {
    job.run(log, List.of("-Xmx" + (32 + random.nextInt(48)) + "m")).waitFor();
  }

  /** SIGTERM, as Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    Process process = job.run(log, List.of());
    if (waitForMoment(process)) {
      process.toHandle().destroy();
    }
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("did not stop within 30 s of SIGTERM");
    }
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
        Thread.sleep(10 * POLL_MILLIS);
      }
    }
  }

  /** From the first tile on, a random time; false when the run ended before. */
  private boolean waitForMoment(Process process) throws IOException, InterruptedException {
    while (!(Files.exists(log) && Files.readString(log).contains("hearth: tiles"))) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return !process.waitFor(random.nextInt((int) lengthMillis), TimeUnit.MILLISECONDS);
  }
}
