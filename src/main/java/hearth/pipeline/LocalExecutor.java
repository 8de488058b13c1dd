package hearth.pipeline;

import hearth.geo.InputException;
import hearth.geo.Tile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.locationtech.jts.geom.TopologyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tiles through worker threads of this process: the list of tiles, a named thread each worker, a
 * bounded queue of outcomes, and the calling thread as the sink.
 *
 * <p>The queue holds two outcomes a worker: enough that a commit does not stop the workers, and a
 * bound on the polygons in memory. Outcomes arrive in any order; nothing after the sink may depend
 * on it.
 */
public final class LocalExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(LocalExecutor.class);
  private static final int OUTCOMES_PER_WORKER = 2;

  /** Pauses before a tile is tried again, where the cause may pass: about a quarter of a minute. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(10));

  private final int workers;
  private final List<Duration> pauses;

  /**
   * @param workers tiles in work at once, at least 1
   */
  public LocalExecutor(int workers) {
    this(workers, PAUSES);
  }

  LocalExecutor(int workers, List<Duration> pauses) {
    if (workers < 1) {
      throw new IllegalArgumentException(workers + " workers");
    }
    this.workers = workers;
    this.pauses = List.copyOf(pauses);
  }

  /**
   * Processes all tiles and returns when the last outcome is taken.
   *
   * @param open makes a worker; called once on each thread
   * @param sink takes each outcome, on the calling thread
   * @param cancelled asked between tiles: when true, tiles in hand are finished and taken, and
   *     {@link CancellationException} is thrown
   * @throws RuntimeException the first failure of a worker or of the sink; the other workers finish
   *     the tile in hand and stop
   */
  public void run(
      List<Tile> tiles,
      Supplier<TileWorker> open,
      Consumer<TileOutcome> sink,
      BooleanSupplier cancelled) {
    int threads = Math.min(workers, Math.max(1, tiles.size()));
    BlockingQueue<Event> queue = new ArrayBlockingQueue<>(threads * OUTCOMES_PER_WORKER);
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    BooleanSupplier stopped = () -> stop.get() || cancelled.getAsBoolean();

    List<Thread> started = new ArrayList<>();
    for (int i = 1; i <= threads; i++) {
      Thread thread =
          new Thread(() -> work(tiles, open, next, stopped, queue), "hearth-tile-worker-" + i);
      thread.start();
      started.add(thread);
    }

    Throwable failure = null;
    int running = threads;
    int taken = 0;
    while (running > 0) {
      Event event = take(queue);
      if (event.end()) {
        running--;
      }
      try {
        if (event.failure() != null) {
          throw event.failure();
        } else if (event.outcome() != null && failure == null) {
          sink.accept(event.outcome());
          taken++;
        }
      } catch (Throwable e) {
        stop.set(true);
        failure = first(failure, e);
      }
    }
    for (Thread thread : started) {
      join(thread);
    }
    rethrow(failure);
    if (cancelled.getAsBoolean() && taken < tiles.size()) {
      throw new CancellationException("stopped before all tiles were done");
    }
  }

  private void work(
      List<Tile> tiles,
      Supplier<TileWorker> open,
      AtomicInteger next,
      BooleanSupplier stopped,
      BlockingQueue<Event> queue) {
    Throwable failure = null;
    try (Reopened worker = new Reopened(open)) {
      while (!stopped.getAsBoolean()) {
        int index = next.getAndIncrement();
        if (index >= tiles.size()) {
          break;
        }
        TileOutcome outcome = outcome(worker, tiles.get(index), stopped);
        if (outcome == null) {
          break;
        }
        put(queue, new Event(outcome, null, false));
      }
    } catch (Throwable e) {
      failure = e;
    }
    put(queue, new Event(null, failure, true));
  }

  /** A worker, and another one in its place after a failure that may pass. */
  private static final class Reopened implements AutoCloseable {
    private final Supplier<TileWorker> open;
    private TileWorker worker;

    Reopened(Supplier<TileWorker> open) {
      this.open = open;
      this.worker = open.get();
    }

    void reopen() {
      worker.close();
      worker = open.get();
    }

    @Override
    public void close() {
      worker.close();
    }
  }

  /** What becomes of a tile; null when the run was stopped between two attempts. */
  private TileOutcome outcome(Reopened worker, Tile tile, BooleanSupplier stopped) {
    MDC.put("tile", tile.name());
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return worker.worker.process(tile).after(attempt);
        } catch (InputException e) {
          LOG.debug("tile {} failed, attempt {}", tile.name(), attempt, e);
          if (!e.mayPass() || attempt > pauses.size()) {
            return new TileOutcome.Failed(tile, e.getMessage(), attempt);
          }
        } catch (TopologyException e) {
          // Rare shapes that no ladder of robustness saves: bad luck of one tile, not of the run.
          LOG.debug("tile {} failed", tile.name(), e);
          return new TileOutcome.Failed(
              tile, "an outline cannot be computed: " + e.getMessage(), attempt);
        }
        if (!pause(pauses.get(attempt - 1), stopped)) {
          return null;
        }
        worker.reopen();
      }
    } finally {
      MDC.remove("tile");
    }
  }

  /** Waits; false when the run is stopped meanwhile. */
  private static boolean pause(Duration duration, BooleanSupplier stopped) {
    long end = System.nanoTime() + duration.toNanos();
    try {
      while (System.nanoTime() < end) {
        if (stopped.getAsBoolean()) {
          return false;
        }
        Thread.sleep(Math.min(50, duration.toMillis() + 1));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** Outcome of a tile, or the end of a worker with what ended it before its time. */
  private record Event(TileOutcome outcome, Throwable failure, boolean end) {}

  private static Throwable first(Throwable earlier, Throwable now) {
    if (earlier == null) {
      return now;
    }
    if (earlier != now) {
      earlier.addSuppressed(now);
    }
    return earlier;
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private static Event take(BlockingQueue<Event> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static void put(BlockingQueue<Event> queue, Event event) {
    try {
      queue.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
