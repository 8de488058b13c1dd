package hearth.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM while a job runs: the tiles in hand are finished and committed, then the
 * process ends.
 */
final class Interruption implements AutoCloseable {
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::request, "hearth-interruption");
  private final PrintWriter err;
  private volatile boolean requested;

  private Interruption(PrintWriter err) {
    this.err = err;
  }

  /**
   * Watches until it is closed.
   *
   * @param err told when the job is interrupted, since afterwards the process may have no time to
   */
  static Interruption watch(PrintWriter err) {
    Interruption interruption = new Interruption(err);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  boolean isRequested() {
    return requested;
  }

  /** Asks the job to stop, and keeps the process alive until it has, or for ten seconds. */
  void request() {
    requested = true;
    err.println("hearth: stopping; tiles in hand have 10 s to finish");
    err.println(
        "  Run the job again: an earlier result stays in place until the new one is complete.");
    try {
      ended.await(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!requested) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
