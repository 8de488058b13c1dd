package hearth.segment;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * Time spent inside ONNX Runtime's {@code run}, by model: the limit that nothing around it can
 * beat. Any number of threads may add to it; the sums are over threads, not wall time.
 */
public final class InferenceClock {
  private final Set<String> devices = new ConcurrentSkipListSet<>();
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  /**
   * What one model took.
   *
   * @param runs calls of {@code run}
   * @param nanoseconds sum of their durations
   */
  public record Usage(long runs, long nanoseconds) {
    public double seconds() {
      return nanoseconds / 1e9;
    }
  }

  /** A model was loaded, and runs there. */
  void loadedOn(Device device) {
    devices.add(device.toString());
  }

  /** Where models run, for example {@code cpu} or {@code cuda:0}; several joined by commas. */
  public String device() {
    return String.join(", ", devices);
  }

  void add(String model, long nanoseconds) {
    Counter counter = counters.computeIfAbsent(model, m -> new Counter());
    counter.runs.increment();
    counter.nanoseconds.add(nanoseconds);
  }

  /** Usage by model (name and role, such as {@code hearth-sam/encoder}), in order of name. */
  public Map<String, Usage> usage() {
    Map<String, Usage> all = new TreeMap<>();
    counters.forEach((m, c) -> all.put(m, new Usage(c.runs.sum(), c.nanoseconds.sum())));
    return all;
  }

  /** Sum over all models. */
  public Usage total() {
    long runs = 0;
    long nanoseconds = 0;
    for (Usage u : usage().values()) {
      runs += u.runs();
      nanoseconds += u.nanoseconds();
    }
    return new Usage(runs, nanoseconds);
  }

  private static final class Counter {
    final LongAdder runs = new LongAdder();
    final LongAdder nanoseconds = new LongAdder();
  }
}
