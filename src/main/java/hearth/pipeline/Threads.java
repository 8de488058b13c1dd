package hearth.pipeline;

import hearth.population.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A crew of threads of this process, made for each list of pieces; one piece a thread. */
public record Threads(int size) implements Crew {
  public Threads {
    if (size < 1) {
      throw new IllegalArgumentException(size + " threads");
    }
  }

  /** One for each core. */
  public static Threads ofMachine() {
    return new Threads(Runtime.getRuntime().availableProcessors());
  }

  @Override
  public void run(List<Runnable> pieces) {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (Runnable piece : pieces) {
      tasks.add(new FutureTask<>(piece, null));
    }
    // The calling thread takes the first.
    for (int i = 1; i < tasks.size(); i++) {
      new Thread(tasks.get(i), "hearth-crew-" + i).start();
    }
    if (!tasks.isEmpty()) {
      tasks.get(0).run();
    }
    Throwable failure = null;
    for (FutureTask<Void> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
