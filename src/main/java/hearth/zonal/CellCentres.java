package hearth.zonal;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.Arrays;
import org.locationtech.jts.geom.Geometry;

/**
 * The cells of a grid whose centres lie inside a polygon.
 *
 * <p>A centre exactly on an outline belongs to the polygon on its right (below, for horizontal
 * edges): polygons that share a border share no cell and leave none out, as long as they share the
 * border's vertices.
 *
 * <p>Holds buffers: one instance per thread.
 */
public final class CellCentres {
  /** Receives runs of cells row by row from the top, each row from the left. */
  @FunctionalInterface
  public interface RunVisitor {
    /** Columns from {@code column} up to and without {@code endColumn}. */
    void run(int row, int column, int endColumn);
  }

  private final PixelEdges edges;
  private double[] crossings = new double[64];
  private int[] perRow = new int[16];

  public CellCentres(Grid grid) {
    this.edges = new PixelEdges(grid.affine());
  }

  /**
   * Visits the cells inside a window.
   *
   * @param polygons polygons in the grid's reference system
   * @param window cells to look at; it may reach beyond the grid
   */
  public void visit(Geometry polygons, PixelWindow window, RunVisitor visitor) {
    edges.load(polygons);
    if (edges.count == 0 || window.isEmpty()) {
      return;
    }
    int first = (int) Math.max(window.row(), Math.min(window.endRow(), Math.floor(edges.minY)));
    int end = (int) Math.min(window.endRow(), Math.max(first, Math.ceil(edges.maxY)));
    if (end <= first || edges.maxX <= window.column() || edges.minX >= window.endColumn()) {
      return;
    }
    countCrossings(first, end);
    fillCrossings(first, end);
    for (int r = 0, start = 0; r < end - first; r++) {
      int stop = perRow[r];
      Arrays.sort(crossings, start, stop);
      for (int i = start; i + 1 < stop; i += 2) {
        int from = Math.max(window.column(), firstCentreFrom(crossings[i], window));
        int to = Math.min(window.endColumn(), firstCentreFrom(crossings[i + 1], window));
        if (to > from) {
          visitor.run(first + r, from, to);
        }
      }
      start = stop;
    }
  }

  /** The first column whose centre is not left of x; held near the window against overflow. */
  private static int firstCentreFrom(double x, PixelWindow w) {
    return (int) Math.ceil(Math.max(w.column(), Math.min(w.endColumn() + 1.0, x)) - 0.5);
  }

  private void countCrossings(int first, int end) {
    int rows = end - first;
    if (perRow.length < rows + 1) {
      perRow = new int[Math.max(rows + 1, 2 * perRow.length)];
    }
    Arrays.fill(perRow, 0, rows + 1, 0);
    for (int e = 0; e < edges.count; e++) {
      for (int r = firstRow(e, first); r < endRow(e, end); r++) {
        perRow[r - first]++;
      }
    }
    int total = 0;
    for (int r = 0; r < rows; r++) {
      int n = perRow[r];
      perRow[r] = total;
      total += n;
    }
    if (crossings.length < total) {
      crossings = new double[Math.max(total, 2 * crossings.length)];
    }
  }

  /** Leaves in {@link #perRow} where each row's crossings end. */
  private void fillCrossings(int first, int end) {
    for (int e = 0; e < edges.count; e++) {
      boolean down = edges.y0[e] < edges.y1[e];
      // From the upper end, so that two polygons with the same edge find the same crossing.
      double x = down ? edges.x0[e] : edges.x1[e];
      double y = down ? edges.y0[e] : edges.y1[e];
      double slope = (edges.x1[e] - edges.x0[e]) / (edges.y1[e] - edges.y0[e]);
      for (int r = firstRow(e, first); r < endRow(e, end); r++) {
        crossings[perRow[r - first]++] = x + (r + 0.5 - y) * slope;
      }
    }
  }

  private int firstRow(int e, int first) {
    return (int) Math.max(first, Math.ceil(Math.min(edges.y0[e], edges.y1[e]) - 0.5));
  }

  private int endRow(int e, int end) {
    return (int) Math.min(end, Math.ceil(Math.max(edges.y0[e], edges.y1[e]) - 0.5));
  }
}
