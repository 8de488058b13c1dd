package hearth.vectorize;

import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;

/**
 * The rings around the regions of one mask, their points in one array. Shells have a positive area
 * and holes a negative one (x right, y down, inside on the right hand).
 */
final class TracedRings {
  private double[] points = new double[256];
  private int length;
  private int count;
  private int[] end = new int[8];
  private int[] leftmostExit = new int[8];
  private int[] parent = new int[8];
  private double[] area = new double[8];

  int begin() {
    if (count == end.length) {
      end = Arrays.copyOf(end, 2 * count);
      leftmostExit = Arrays.copyOf(leftmostExit, 2 * count);
      parent = Arrays.copyOf(parent, 2 * count);
      area = Arrays.copyOf(area, 2 * count);
    }
    return count;
  }

  void add(double x, double y) {
    if (length > start(count) && points[length - 2] == x && points[length - 1] == y) {
      return;
    }
    if (length == points.length) {
      points = Arrays.copyOf(points, 2 * length);
    }
    points[length++] = x;
    points[length++] = y;
  }

  /** Closes the ring; its last point repeats its first. */
  void end(int leftmostExit) {
    int first = start(count);
    add(points[first], points[first + 1]);
    end[count] = length;
    area[count] = area(first, length);
    this.leftmostExit[count] = leftmostExit;
    parent[count] = -1;
    count++;
  }

  int count() {
    return count;
  }

  boolean isHole(int ring) {
    return area[ring] < 0;
  }

  /** Area in square pixels; negative for a hole. */
  double area(int ring) {
    return area[ring];
  }

  /** The leftmost line that the ring crosses from inside to outside, going right. */
  int leftmostExit(int ring) {
    return leftmostExit[ring];
  }

  /** The ring that bounds the same region to the left: its shell or another of its holes. */
  void setParent(int hole, int ring) {
    parent[hole] = ring;
  }

  /** The shell that a hole belongs to. */
  int shellOf(int hole) {
    int shell = hole;
    while (parent[shell] >= 0) {
      shell = parent[shell];
    }
    // The way is shortened, so that thousands of holes in a row are not gone along for each of
    // them.
    for (int ring = hole; ring != shell; ) {
      int next = parent[ring];
      parent[ring] = shell;
      ring = next;
    }
    return shell;
  }

  /** The shell with the largest area, holes not taken off; of equal ones the first; -1 for none. */
  int largestShell() {
    int largest = -1;
    for (int ring = 0; ring < count; ring++) {
      if (area[ring] > 0 && (largest < 0 || area[ring] > area[largest])) {
        largest = ring;
      }
    }
    return largest;
  }

  Coordinate[] coordinates(int ring) {
    int first = start(ring);
    Coordinate[] c = new Coordinate[(end[ring] - first) / 2];
    for (int i = 0; i < c.length; i++) {
      c[i] = new Coordinate(points[first + 2 * i], points[first + 2 * i + 1]);
    }
    return c;
  }

  private int start(int ring) {
    return ring == 0 ? 0 : end[ring - 1];
  }

  private double area(int from, int to) {
    // Relative to the first point, so that a far origin costs no digits.
    double x0 = points[from];
    double y0 = points[from + 1];
    double sum = 0;
    for (int i = from; i + 3 < to; i += 2) {
      sum += (points[i] - x0) * (points[i + 3] - y0) - (points[i + 2] - x0) * (points[i + 1] - y0);
    }
    return sum / 2;
  }
}
