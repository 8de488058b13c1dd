package hearth.cli.bench;

import hearth.cli.Main;
import hearth.geo.InputException;
import hearth.pipeline.Home;
import hearth.pipeline.Progress;
import hearth.pipeline.Run;
import hearth.pipeline.RunStopped;
import hearth.pipeline.job.RunConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A job under way.
 *
 * @param end its exit status, when it has ended
 * @param atTiles whether it has come to its tiles
 */
record Engine(CompletableFuture<Integer> end, BooleanSupplier atTiles) {
  private static final long POLL_MILLIS = 20;

  /**
   * In a process of its own.
   *
   * @param log what it prints
   */
  static Engine of(Process process, Path log) {
    return new Engine(
        process.onExit().thenApply(Process::exitValue),
        () -> {
          try {
            return Files.readString(log).contains("hearth: tiles");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** In a thread of this process, where everything is loaded and compiled already. */
  static Engine of(RunConfig config, Home home) {
    AtomicBoolean atTiles = new AtomicBoolean();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String name) {
            if (name.equals("tiles")) {
              atTiles.set(true);
            }
          }

          @Override
          public void tiles(int done, int failed, int total) {}

          @Override
          public void warn(String message) {}
        };
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                new Run(config, home, progress, () -> false).execute(false);
                return Main.DONE;
              } catch (RunStopped e) {
                return Main.FAILED;
              } catch (InputException e) {
                return Main.REFUSED;
              }
            },
            work -> new Thread(work, "hearth-bench-engine").start());
    return new Engine(end, atTiles::get);
  }

  /** Waits for the first tile; false when it ended before. */
  boolean awaitTiles() throws InterruptedException {
    while (!atTiles.getAsBoolean()) {
      if (endsWithin(POLL_MILLIS)) {
        return false;
      }
    }
    return true;
  }

  boolean endsWithin(long millis) throws InterruptedException {
    try {
      end.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for its end; the exit status. */
  int status() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
