package hearth.segment;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Working memory handed from call to call: as many pieces exist as calls ran at a time.
 *
 * @param <T> a piece of working memory, used by one call at a time
 */
final class Pool<T> {
  private final ConcurrentLinkedDeque<T> free = new ConcurrentLinkedDeque<>();
  private final Supplier<T> maker;

  Pool(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Calls with a piece that nobody else has meanwhile. */
  <R> R with(Function<T, R> call) {
    T piece = free.pollFirst();
    if (piece == null) {
      piece = maker.get();
    }
    try {
      return call.apply(piece);
    } finally {
      free.addFirst(piece);
    }
  }
}
