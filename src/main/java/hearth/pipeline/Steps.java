package hearth.pipeline;

import hearth.store.RunAttempt;
import hearth.store.RunStep;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs the steps of a run under the clock, and notes each in the ledger. Who stops the run waits
 * for the step in hand, not for those after it.
 */
final class Steps {
  private final RunAttempt attempt;
  private final StageClock clock;
  private final Patience patience;
  private final BooleanSupplier cancelled;

  Steps(RunAttempt attempt, StageClock clock, Patience patience, BooleanSupplier cancelled) {
    this.attempt = attempt;
    this.clock = clock;
    this.patience = patience;
    this.cancelled = cancelled;
  }

  /**
   * Does a step.
   *
   * @throws CancellationException before it, if the run is to stop
   */
  <T> T run(RunStep step, Supplier<T> work) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("stopped before the step '" + step.code() + "'");
    }
    clock.begin(step.code());
    patience.run(() -> attempt.beginStep(step));
    Stopwatch watch = new Stopwatch();
    T result = work.get();
    double seconds = watch.lap();
    patience.run(() -> attempt.endStep(step, seconds));
    clock.end();
    return result;
  }
}
