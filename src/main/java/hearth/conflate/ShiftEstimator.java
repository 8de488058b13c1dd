package hearth.conflate;

import hearth.footprint.MapShift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * Finds how far detections lie from the map as a whole: imagery and map are rarely registered to
 * each other better than a few metres, and a small house moved by its own width matches nothing.
 *
 * <p>The ground is cut into cells of 400 m on multiples of that size. A detection and a mapped
 * building are a pair when each has the nearest centroid to the other, not farther than 25 m, and
 * the smaller has at least half the area of the larger. A cell with at least five pairs (by the
 * detection's centroid) has the median of their differences in x and y as its shift, from the
 * detection to the map. It is applied if it is systematic: longer than the median distance of the
 * single pairs' differences from it. Neighbours that are not the same houses scatter more widely
 * than that, and must move nothing.
 */
final class ShiftEstimator {
  /** About how far the registration of imagery stays the same. */
  static final double CELL_METRES = 400;

  private static final int MIN_PAIRS = 5;
  private static final double MAX_DISTANCE_METRES = 25;
  private static final double MIN_AREA_RATIO = 0.5;

  private ShiftEstimator() {}

  /** A cell by its column and row. */
  record Cell(int column, int row) {
    static Cell of(Geometry outline) {
      Coordinate c = outline.getCentroid().getCoordinate();
      return new Cell((int) Math.floor(c.x / CELL_METRES), (int) Math.floor(c.y / CELL_METRES));
    }
  }

  /**
   * Shifts of the cells that have enough pairs.
   *
   * @param found outlines of detections, in a stated order: of equally near ones the earlier counts
   * @param mapped outlines of mapped buildings, likewise
   */
  static Map<Cell, MapShift> estimate(List<Geometry> found, List<Geometry> mapped) {
    Centroids from = new Centroids(found);
    Centroids to = new Centroids(mapped);
    Map<Cell, List<double[]>> differences =
        new TreeMap<>(Comparator.comparingInt(Cell::row).thenComparingInt(Cell::column));
    for (int i = 0; i < found.size(); i++) {
      int j = to.nearest(from.x[i], from.y[i]);
      if (j < 0 || from.nearest(to.x[j], to.y[j]) != i) {
        continue;
      }
      double a = found.get(i).getArea();
      double b = mapped.get(j).getArea();
      if (Math.min(a, b) >= MIN_AREA_RATIO * Math.max(a, b)) {
        differences
            .computeIfAbsent(Cell.of(found.get(i)), cell -> new ArrayList<>())
            .add(new double[] {to.x[j] - from.x[i], to.y[j] - from.y[i]});
      }
    }
    Map<Cell, MapShift> shifts = new java.util.LinkedHashMap<>();
    differences.forEach(
        (cell, pairs) -> {
          if (pairs.size() >= MIN_PAIRS) {
            shifts.put(cell, shift(cell, pairs));
          }
        });
    return shifts;
  }

  private static MapShift shift(Cell cell, List<double[]> pairs) {
    double east = median(pairs.stream().mapToDouble(p -> p[0]).toArray());
    double north = median(pairs.stream().mapToDouble(p -> p[1]).toArray());
    double scatter =
        median(pairs.stream().mapToDouble(p -> Math.hypot(p[0] - east, p[1] - north)).toArray());
    return new MapShift(
        cell.column(),
        cell.row(),
        CELL_METRES,
        pairs.size(),
        east,
        north,
        scatter,
        Math.hypot(east, north) > scatter);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /** Centroids in square buckets as wide as the greatest distance: nine of them hold all near. */
  private static final class Centroids {
    private final double[] x;
    private final double[] y;
    private final int[] next;
    private final Map<Long, Integer> first;

    Centroids(List<Geometry> outlines) {
      int n = outlines.size();
      x = new double[n];
      y = new double[n];
      next = new int[n];
      first = new HashMap<>(2 * n);
      // Backwards, so that each bucket's list begins with the earliest outline.
      for (int i = n - 1; i >= 0; i--) {
        Coordinate c = outlines.get(i).getCentroid().getCoordinate();
        x[i] = c.x;
        y[i] = c.y;
        Integer later = first.put(key(bucket(c.x), bucket(c.y)), i);
        next[i] = later == null ? -1 : later;
      }
    }

    /** The nearest centroid within the greatest distance, the earlier of equal ones; else -1. */
    int nearest(double px, double py) {
      int best = -1;
      double least = MAX_DISTANCE_METRES;
      long column = bucket(px);
      long row = bucket(py);
      for (long r = row - 1; r <= row + 1; r++) {
        for (long c = column - 1; c <= column + 1; c++) {
          for (int i = first.getOrDefault(key(c, r), -1); i >= 0; i = next[i]) {
            double distance = Math.hypot(x[i] - px, y[i] - py);
            if (distance < least || distance == least && (best < 0 || i < best)) {
              least = distance;
              best = i;
            }
          }
        }
      }
      return best;
    }

    private static long bucket(double v) {
      return (long) Math.floor(v / MAX_DISTANCE_METRES);
    }

    private static long key(long column, long row) {
      return column << 32 ^ row & 0xffffffffL;
    }
  }
}
