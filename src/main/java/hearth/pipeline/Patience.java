package hearth.pipeline;

import hearth.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a database that was lost and may come back: connection cut, server restarting. Tries
 * again with growing pauses until a stated time is over; what will not pass is not tried again.
 */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;
  private static final long STEP_MILLIS = 100;

  private final Duration longest;
  private final BooleanSupplier cancelled;
  private final Consumer<String> told;

  /**
   * @param longest how long the database may be away
   * @param cancelled asked while waiting
   * @param told what is being waited for, when the waiting begins
   */
  Patience(Duration longest, BooleanSupplier cancelled, Consumer<String> told) {
    this.longest = longest;
    this.cancelled = cancelled;
    this.told = told;
  }

  /** As {@link #get}, for work without a result. */
  void run(Runnable work) {
    get(
        () -> {
          work.run();
          return null;
        });
  }

  /**
   * Does work that may be done again: a transaction that leaves the same behind each time.
   *
   * @throws StoreException when the database was away too long, or for what will not pass
   * @throws CancellationException when the run is stopped meanwhile
   */
  <T> T get(Supplier<T> work) {
    long begun = 0;
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return work.get();
      } catch (StoreException e) {
        if (!e.mayPass()) {
          throw e;
        }
        if (begun == 0) {
          begun = System.nanoTime();
          told.accept(
              "%s; waiting for it up to %d s"
                  .formatted(e.getMessage().lines().findFirst().orElse(""), longest.toSeconds()));
        }
        if (System.nanoTime() - begun + pause * 1_000_000 > longest.toNanos()) {
          throw e;
        }
        LOG.debug("trying again in {} ms", pause, e);
        sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void sleep(long millis) {
    try {
      for (long left = millis; left > 0; left -= STEP_MILLIS) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("stopped while waiting for the database");
        }
        Thread.sleep(Math.min(left, STEP_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
