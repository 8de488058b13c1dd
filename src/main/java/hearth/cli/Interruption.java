package hearth.cli;

import hearth.pipeline.Progress;
import hearth.pipeline.RunStopped;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and SIGTERM while a job runs: the tiles in hand are finished and committed, then the
 * command ends by itself.
 *
 * <p>Signals are caught rather than waited for in a shutdown hook: hooks run side by side, and ONNX
 * Runtime's own hook takes its environment away from tiles that are still in work, which crashes
 * the process.
 */
final class Interruption implements AutoCloseable {
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  /** What a shell reports of a process that Ctrl-C has ended. */
  private static final int ENDED_BY_SIGNAL = 130;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
  private final PrintWriter err;
  private volatile boolean requested;
  private volatile String hint =
      "Run the job again: an earlier result stays in place until the new one is complete.";

  private Interruption(PrintWriter err) {
    this.err = err;
  }

  /**
   * Watches until it is closed.
   *
   * @param err told when the job is interrupted, and what to do then
   */
  static Interruption watch(PrintWriter err) {
    Interruption interruption = new Interruption(err);
    List.of("INT", "TERM").forEach(name -> interruption.handle(new Signal(name)));
    return interruption;
  }

  private void handle(Signal signal) {
    SignalHandler previous = Signal.handle(signal, s -> request());
    before.put(signal, previous);
    if (previous == SignalHandler.SIG_IGN) {
      // Whoever started the process has set the signal aside, as nohup and '&' in scripts do.
      Signal.handle(signal, previous);
    }
  }

  /**
   * The same progress, from which it learns when a run can be resumed.
   *
   * @param progress told everything
   */
  Progress listeningTo(Progress progress) {
    return new Progress() {
      @Override
      public void begun(String runId, int doneBefore, int tiles) {
        hint = RunStopped.hint(runId);
        progress.begun(runId, doneBefore, tiles);
      }

      @Override
      public void stage(String name) {
        progress.stage(name);
      }

      @Override
      public void tiles(int done, int failed, int total) {
        progress.tiles(done, failed, total);
      }

      @Override
      public void warn(String message) {
        progress.warn(message);
      }
    };
  }

  boolean isRequested() {
    return requested;
  }

  /** Asks the job to stop; a second signal, or ten seconds, end the process as it is. */
  private void request() {
    if (requested) {
      Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
    }
    requested = true;
    err.println("hearth: stopping; tiles in hand have 10 s to finish");
    err.println("  " + hint);
    err.println("  Once more stops at once.");
    try {
      if (!ended.await(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        err.println("hearth: stopped in the middle of work");
        Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    before.forEach(Signal::handle);
  }
}
