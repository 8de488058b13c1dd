package hearth.footprint.regular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;

/**
 * The walls that explain a ring best, for a given main direction: the sequence of runs of least
 * cost, found exactly by dynamic programming over the places where one wall ends and the next
 * begins (segmented least squares, Bellman 1961, with labels).
 *
 * <p>A run is a wall in one of the main directions, square to each other, or at 45 degrees to them,
 * or a straight wall in another direction, or is kept as it was; each costs its misfit and a price.
 * Consecutive walls are never parallel, so that each corner is where two lines cross.
 */
final class WallFitter {
  private static final int DIRECTIONS = 8;
  private static final int FREE = 8;
  private static final int KEPT = 9;
  private static final int LABELS = 10;
  private static final int[] ALL = {0, 1, 2, 3, 4, 5, 6, 7, FREE, KEPT};
  private static final int[] SQUARE = {0, 2, 4, 6};

  /** A wall nearer than this to one of the main directions is one of those. */
  private static final double LEAST_FREE_SINE = Math.sin(Math.toRadians(10));

  private final RingPieces ring;
  private final RegularOptions options;
  private final DirectionSums[] directions = new DirectionSums[DIRECTIONS];
  private final double mainX;
  private final double mainY;

  /** Least cost of the way to each point by the label of its last run; where that run began. */
  private final double[][] cost;

  /** Labels that runs may have. */
  private final int[] labels;

  private final int[][] runStart;
  private final int[][] labelBefore;

  private WallFitter(RingPieces ring, double theta, RegularOptions options, int[] labels) {
    this.ring = ring;
    this.options = options;
    this.labels = labels;
    for (int k = 0; k < DIRECTIONS; k += labels == SQUARE ? 2 : 1) {
      directions[k] = new DirectionSums(ring, theta + k * Math.PI / 4, options.turnCost());
    }
    mainX = Math.cos(4 * theta);
    mainY = Math.sin(4 * theta);
    cost = new double[LABELS][ring.size + 1];
    runStart = new int[LABELS][ring.size + 1];
    labelBefore = new int[LABELS][ring.size + 1];
  }

  /**
   * Walls of a ring.
   *
   * @param walls in the ring's direction
   * @param cost in details
   */
  record Fit(List<Wall> walls, double cost) {}

  /**
   * The best walls of any kind; empty if no three of them can be found.
   *
   * @param theta main direction, radians
   */
  static Optional<Fit> fit(RingPieces ring, double theta, RegularOptions options) {
    return new WallFitter(ring, theta, options, ALL).fit();
  }

  /** As {@link #fit}, of walls in the main directions alone. */
  static Optional<Fit> fitSquare(RingPieces ring, double theta, RegularOptions options) {
    return new WallFitter(ring, theta, options, SQUARE).fit();
  }

  private Optional<Fit> fit() {
    // Once from any point, to learn of a corner; then around from that corner.
    List<int[]> runs = solve(0, -1);
    if (runs.size() < 3) {
      return Optional.empty();
    }
    int[] middle = runs.get(runs.size() / 2);
    runs = solve(middle[0], middle[2]);
    if (runs.size() < 3) {
      return Optional.empty();
    }
    double total = 0;
    List<Wall> walls = new ArrayList<>();
    for (int[] run : runs) {
      total += price(run[2]) + misfit(run[2], run[0], run[1]);
      walls.add(wall(run[0], run[1], run[2]));
    }
    return Optional.of(new Fit(walls, total));
  }

  private Wall wall(int from, int to, int label) {
    if (label == KEPT) {
      List<Coordinate> points = new ArrayList<>();
      for (int i = from; i <= to; i++) {
        if (i == from || i == to || ring.isVertex(i)) {
          points.add(ring.onGround(i));
        }
      }
      return new Wall(null, points);
    }
    Line line = label == FREE ? ring.freeLine(from, to) : directions[label].line(from, to);
    return new Wall(ring.onGround(line), List.of(ring.onGround(from), ring.onGround(to)));
  }

  /**
   * Runs from a point once around, as {from, to, label}.
   *
   * @param first label of the first run, which the last must fit; -1 for any
   */
  private List<int[]> solve(int start, int first) {
    int n = ring.size;
    for (int label : labels) {
      Arrays.fill(cost[label], Double.POSITIVE_INFINITY);
    }
    // What it costs to begin a run of each label at each point, and after which label.
    double[][] entry = new double[LABELS][n + 1];
    int[][] after = new int[LABELS][n + 1];
    for (int label : labels) {
      entry[label][0] = first < 0 || label == first ? price(label) : Double.POSITIVE_INFINITY;
      after[label][0] = -1;
    }
    for (int to = 1; to <= n; to++) {
      for (int label : labels) {
        double best = Double.POSITIVE_INFINITY;
        int from = -1;
        for (int f = 0; f < to; f++) {
          double before = entry[label][f];
          if (before < best) {
            double c = before + misfit(label, start + f, start + to);
            if (c < best) {
              best = c;
              from = f;
            }
          }
        }
        cost[label][to] = best;
        runStart[label][to] = from;
      }
      for (int label : labels) {
        entry[label][to] = Double.POSITIVE_INFINITY;
        for (int before : labels) {
          if (mayFollow(before, label) && cost[before][to] < entry[label][to]) {
            entry[label][to] = cost[before][to];
            after[label][to] = before;
          }
        }
        entry[label][to] += price(label);
        labelBefore[label][to] = after[label][to];
      }
    }
    int last = -1;
    for (int label : labels) {
      if ((first < 0 || mayFollow(label, first))
          && cost[label][n] < Double.POSITIVE_INFINITY
          && (last < 0 || cost[label][n] < cost[last][n])) {
        last = label;
      }
    }
    List<int[]> runs = new ArrayList<>();
    for (int to = n, label = last; to > 0 && label >= 0; ) {
      int from = runStart[label][to];
      runs.add(0, new int[] {start + from, start + to, label});
      label = from == 0 ? -1 : labelBefore[label][from];
      to = from;
    }
    return runs;
  }

  private double price(int label) {
    if (label < DIRECTIONS) {
      return options.wallCost() + (label % 2 == 0 ? 0 : options.diagonalCost());
    }
    return options.wallCost() + options.freeCost();
  }

  private double misfit(int label, int from, int to) {
    if (label < DIRECTIONS) {
      return directions[label].cost(from, to);
    }
    if (label == KEPT) {
      return options.keptCost() * ring.length(from, to);
    }
    double l = ring.length(from, to);
    double dx = ring.x[to] - ring.x[from];
    double dy = ring.y[to] - ring.y[from];
    double chord = Math.hypot(dx, dy);
    if (chord < 1e-9 || !isOblique(dx / chord, dy / chord)) {
      return Double.POSITIVE_INFINITY;
    }
    return ring.freeMisfit(from, to) + options.turnCost() * (l - chord);
  }

  /** Whether a direction is none of the main ones. */
  private boolean isOblique(double dx, double dy) {
    // Cosine and sine of four times the angle to the main direction.
    double c2 = dx * dx - dy * dy;
    double s2 = 2 * dx * dy;
    double c4 = c2 * c2 - s2 * s2;
    double s4 = 2 * c2 * s2;
    double cos = c4 * mainX + s4 * mainY;
    return cos < 1 - 8 * LEAST_FREE_SINE * LEAST_FREE_SINE;
  }

  private static boolean mayFollow(int before, int label) {
    if (before < DIRECTIONS && label < DIRECTIONS) {
      return (before - label) % 4 != 0;
    }
    return before != label;
  }
}
