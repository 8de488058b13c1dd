package hearth.pipeline;

import hearth.store.RunAttempt;
import hearth.store.RunStep;
import java.util.function.Supplier;

/** Runs the steps of a run under the clock, and notes each in the ledger. */
final class Steps {
  private final RunAttempt attempt;
  private final StageClock clock;
  private final Patience patience;

  Steps(RunAttempt attempt, StageClock clock, Patience patience) {
    this.attempt = attempt;
    this.clock = clock;
    this.patience = patience;
  }

  <T> T run(RunStep step, Supplier<T> work) {
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
