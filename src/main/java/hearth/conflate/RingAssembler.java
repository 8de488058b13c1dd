package hearth.conflate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;

/**
 * Joins lines end to end into rings. Lines may run in either direction and come in any order; ends
 * join where they have the same position.
 *
 * <p>Where more than two lines meet in a point, the first unused one of the list is taken. Rings
 * that touch themselves there are for the repair to sort out.
 */
final class RingAssembler {
  /**
   * What came of the lines.
   *
   * @param rings first and last position equal
   * @param open chains that did not close
   */
  record Result(List<Coordinate[]> rings, List<Coordinate[]> open) {}

  private final List<Coordinate[]> lines;
  private final boolean[] used;
  private final Map<Coordinate, Deque<Integer>> ends = new HashMap<>();

  private RingAssembler(List<Coordinate[]> lines) {
    this.lines = lines;
    this.used = new boolean[lines.size()];
  }

  /**
   * The rings of some lines.
   *
   * @param lines two positions and more each
   */
  static Result assemble(List<Coordinate[]> lines) {
    return new RingAssembler(lines).run();
  }

  private Result run() {
    for (int i = 0; i < lines.size(); i++) {
      Coordinate[] line = lines.get(i);
      if (!isClosed(line)) {
        ends.computeIfAbsent(line[0], p -> new ArrayDeque<>()).add(i);
        ends.computeIfAbsent(line[line.length - 1], p -> new ArrayDeque<>()).add(i);
      }
    }
    List<Coordinate[]> rings = new ArrayList<>();
    List<Coordinate[]> open = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!used[i]) {
        used[i] = true;
        Coordinate[] chain = chainFrom(lines.get(i));
        (isClosed(chain) ? rings : open).add(chain);
      }
    }
    return new Result(rings, open);
  }

  /** Goes on from the end of a line until it closes or nothing follows, then from its start. */
  private Coordinate[] chainFrom(Coordinate[] first) {
    Deque<Coordinate> chain = new ArrayDeque<>(List.of(first));
    while (!chain.peekFirst().equals2D(chain.peekLast())) {
      Coordinate[] next = takeLineAt(chain.peekLast());
      if (next != null) {
        append(chain, next);
        continue;
      }
      next = takeLineAt(chain.peekFirst());
      if (next == null) {
        break;
      }
      prepend(chain, next);
    }
    return chain.toArray(new Coordinate[0]);
  }

  private Coordinate[] takeLineAt(Coordinate end) {
    for (int i : ends.getOrDefault(end, new ArrayDeque<>())) {
      if (!used[i]) {
        used[i] = true;
        return lines.get(i);
      }
    }
    return null;
  }

  private static void append(Deque<Coordinate> chain, Coordinate[] line) {
    boolean forward = line[0].equals2D(chain.peekLast());
    for (int k = 1; k < line.length; k++) {
      chain.addLast(line[forward ? k : line.length - 1 - k]);
    }
  }

  private static void prepend(Deque<Coordinate> chain, Coordinate[] line) {
    boolean backward = line[line.length - 1].equals2D(chain.peekFirst());
    for (int k = 1; k < line.length; k++) {
      chain.addFirst(line[backward ? line.length - 1 - k : k]);
    }
  }

  private static boolean isClosed(Coordinate[] line) {
    return line.length > 2 && line[0].equals2D(line[line.length - 1]);
  }
}
