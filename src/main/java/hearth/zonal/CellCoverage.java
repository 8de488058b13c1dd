package hearth.zonal;

import hearth.geo.Grid;
import hearth.geo.Outline;
import hearth.geo.PixelWindow;
import java.util.Arrays;
import org.locationtech.jts.geom.Geometry;

/**
 * The exact share of each cell of a grid that lies inside a polygon.
 *
 * <p>Signed area accumulation, as scan converters of font outlines do it (Levien's font-rs): every
 * edge adds to the cells it crosses the area to its right, and to all cells further right the
 * height it spans; the sums along a row are the covered shares. No polygon is clipped, and the work
 * is proportional to the cells on the outline plus the cells inside. The result is that of an
 * overlay with each cell, to the rounding of doubles.
 *
 * <p>Shells, holes and parts of multipolygons are taken with their sign, whatever way their rings
 * run; interiors must be disjoint, as in every valid geometry. Cells outside the grid are left out:
 * a polygon that leaves the grid is cut. A vertex within 1e-9 cells of a grid line is taken to lie
 * on it. The grid may be rotated.
 *
 * <p>Holds buffers: one instance per thread.
 */
public final class CellCoverage {
  /** Receives cells row by row from the top, each row from the left. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * A cell that is covered.
     *
     * @param fraction covered share of the cell, in (0, 1]
     */
    void cell(int column, int row, double fraction);
  }

  /** Less than this share of a cell is the rounding of an outline that only touches it. */
  private static final double DUST = 1e-12;

  private static final int FEW_ROWS = 4;

  private final Grid grid;
  private final PixelEdges edges;

  /** First edge that begins in each row of the window, and the next one beginning in that row. */
  private int[] firstInRow = new int[16];

  private int[] next = new int[64];
  private int[] active = new int[64];

  /** One row of cells: the area right of the edges inside the cell, and the height they span. */
  private double[] partial = new double[16];

  private double[] cover = new double[16];
  private boolean[] touched = new boolean[16];
  private int width;
  private int firstTouched;
  private int lastTouched;

  public CellCoverage(Grid grid) {
    this.grid = grid;
    this.edges = new PixelEdges(grid.affine());
  }

  public Grid grid() {
    return grid;
  }

  /**
   * Visits every cell of the grid that a polygon covers in part or whole.
   *
   * @param polygons polygon, multipolygon or a collection of them, in the grid's reference system;
   *     points and lines cover nothing
   */
  public void visit(Geometry polygons, Visitor visitor) {
    edges.load(polygons);
    visit(visitor);
  }

  /**
   * Visits every cell of the grid that an outline covers in part or whole.
   *
   * @param polygon in the grid's reference system
   */
  public void visit(Outline polygon, Visitor visitor) {
    edges.load(polygon);
    visit(visitor);
  }

  private void visit(Visitor visitor) {
    if (edges.count == 0) {
      return;
    }
    PixelWindow window = window();
    if (window.isEmpty()) {
      return;
    }
    if (window.width() == 1 && window.height() == 1 && isInside(window)) {
      if (edges.area > 0) {
        visitor.cell(window.column(), window.row(), Math.min(1, edges.area));
      }
      return;
    }
    sweep(window, visitor);
  }

  /**
   * The covered shares as a matrix, for polygons known to be small.
   *
   * @return the cells of the grid under the polygon's extent; an empty window where it lies outside
   */
  public Coverage of(Geometry polygons) {
    edges.load(polygons);
    PixelWindow window = edges.count == 0 ? new PixelWindow(0, 0, 0, 0) : window();
    double[] fractions = new double[Math.multiplyExact(window.width(), window.height())];
    visit(
        polygons,
        (column, row, fraction) ->
            fractions[(row - window.row()) * window.width() + column - window.column()] = fraction);
    return new Coverage(window, fractions);
  }

  /**
   * Covered shares of a window.
   *
   * @param window cells of the grid
   * @param fractions row by row, 0..1; owned by this value
   */
  public record Coverage(PixelWindow window, double[] fractions) {
    /** Covered area in cells. */
    public double sum() {
      double sum = 0;
      for (double f : fractions) {
        sum += f;
      }
      return sum;
    }
  }

  /** The cells of the grid that the extent of the loaded edges meets. */
  private PixelWindow window() {
    int west = (int) Math.max(0, Math.min(grid.width(), Math.floor(edges.minX)));
    int east = (int) Math.max(0, Math.min(grid.width(), Math.ceil(edges.maxX)));
    int north = (int) Math.max(0, Math.min(grid.height(), Math.floor(edges.minY)));
    int south = (int) Math.max(0, Math.min(grid.height(), Math.ceil(edges.maxY)));
    return new PixelWindow(west, north, Math.max(0, east - west), Math.max(0, south - north));
  }

  private boolean isInside(PixelWindow w) {
    return edges.minX >= w.column()
        && edges.maxX <= w.endColumn()
        && edges.minY >= w.row()
        && edges.maxY <= w.endRow();
  }

  private void sweep(PixelWindow window, Visitor visitor) {
    width = window.width();
    reserve(window);
    if (window.height() <= FEW_ROWS) {
      sweepFewRows(window, visitor);
      return;
    }
    sortByRow(window);
    int activeCount = 0;
    for (int r = 0; r < window.height(); r++) {
      for (int e = firstInRow[r]; e >= 0; e = next[e]) {
        active[activeCount++] = e;
      }
      int row = window.row() + r;
      firstTouched = width;
      lastTouched = -1;
      int kept = 0;
      for (int i = 0; i < activeCount; i++) {
        int e = active[i];
        addEdge(e, row, window.column());
        if (Math.max(edges.y0[e], edges.y1[e]) > row + 1) {
          active[kept++] = e;
        }
      }
      activeCount = kept;
      emit(row, window.column(), visitor);
    }
  }

  /** All edges for each row, without a list of those that reach it: houses on large cells. */
  private void sweepFewRows(PixelWindow window, Visitor visitor) {
    for (int row = window.row(); row < window.endRow(); row++) {
      firstTouched = width;
      lastTouched = -1;
      for (int e = 0; e < edges.count; e++) {
        if (Math.min(edges.y0[e], edges.y1[e]) < row + 1
            && Math.max(edges.y0[e], edges.y1[e]) > row) {
          addEdge(e, row, window.column());
        }
      }
      emit(row, window.column(), visitor);
    }
  }

  private void reserve(PixelWindow window) {
    if (partial.length < width) {
      int size = Math.max(width, 2 * partial.length);
      partial = new double[size];
      cover = new double[size];
      touched = new boolean[size];
    }
    if (firstInRow.length < window.height()) {
      firstInRow = new int[Math.max(window.height(), 2 * firstInRow.length)];
    }
    if (next.length < edges.count) {
      next = new int[edges.x0.length];
      active = new int[edges.x0.length];
    }
  }

  /** Lists the edges by the first row of the window that they enter. */
  private void sortByRow(PixelWindow window) {
    Arrays.fill(firstInRow, 0, window.height(), -1);
    for (int e = edges.count - 1; e >= 0; e--) {
      double top = Math.min(edges.y0[e], edges.y1[e]);
      double bottom = Math.max(edges.y0[e], edges.y1[e]);
      if (top >= window.endRow() || bottom <= window.row()) {
        continue;
      }
      int r = Math.max(0, (int) Math.floor(top) - window.row());
      next[e] = firstInRow[r];
      firstInRow[r] = e;
    }
  }

  /** Adds what an edge does to one row. */
  private void addEdge(int e, int row, int firstColumn) {
    double x0 = edges.x0[e] - firstColumn;
    double x1 = edges.x1[e] - firstColumn;
    double y0 = edges.y0[e] - row;
    double y1 = edges.y1[e] - row;
    double slope = (x1 - x0) / (y1 - y0);
    double low = Math.min(x0, x1);
    double high = Math.max(x0, x1);
    double startY = Math.max(0, Math.min(1, y0));
    double endY = Math.max(0, Math.min(1, y1));
    double startX = startY == y0 ? x0 : clamp(x0 + (startY - y0) * slope, low, high);
    double endX = endY == y1 ? x1 : clamp(x0 + (endY - y0) * slope, low, high);
    double height = endY - startY;
    if (height != 0) {
      addInRow(Math.min(startX, endX), Math.max(startX, endX), height);
    }
  }

  /** Cuts a piece of an edge at the sides of the window. */
  private void addInRow(double left, double right, double height) {
    if (left >= width) {
      return; // nothing lies to the right of it
    }
    if (right <= 0) {
      add(0, 1, height);
      return;
    }
    double perColumn = height / (right - left);
    double l = left;
    double r = right;
    double h = height;
    if (l < 0) {
      double outside = -l * perColumn;
      add(0, 1, outside);
      h -= outside;
      l = 0;
    }
    if (r > width) {
      h -= (r - width) * perColumn;
      r = width;
    }
    addToCells(l, r, h);
  }

  /** Spreads a piece, linear in x, over the cells that it crosses. */
  private void addToCells(double left, double right, double height) {
    int first = (int) left;
    int last = Math.max(first, (int) Math.ceil(right) - 1);
    if (first >= width) {
      return;
    }
    if (first == last) {
      add(first, 1 - ((left + right) / 2 - first), height);
      return;
    }
    double perColumn = height / (right - left);
    double rest = height;
    double from = left;
    for (int c = first; c < last; c++) {
      double h = (c + 1 - from) * perColumn;
      add(c, (c + 1 - from) / 2, h);
      rest -= h;
      from = c + 1;
    }
    add(last, 1 - (right - last) / 2, rest);
  }

  private void add(int column, double meanWidthToTheRight, double height) {
    partial[column] += meanWidthToTheRight * height;
    cover[column] += height;
    touched[column] = true;
    firstTouched = Math.min(firstTouched, column);
    lastTouched = Math.max(lastTouched, column);
  }

  private void emit(int row, int firstColumn, Visitor visitor) {
    double left = 0;
    // Right of the last edge of the row the sum is 0, or the polygon goes on past the window.
    for (int c = firstTouched; c < width; c++) {
      double fraction;
      if (touched[c]) {
        fraction = Math.min(1, left + partial[c]);
        left += cover[c];
        partial[c] = 0;
        cover[c] = 0;
        touched[c] = false;
      } else {
        // No edge passes but level ones: what was summed so far. Whole cells get exactly 0 or 1.
        double whole = Math.rint(left);
        if (Math.abs(left - whole) < DUST) {
          left = whole;
        }
        fraction = Math.min(1, left);
        if (left <= 0 && c > lastTouched) {
          return;
        }
      }
      if (fraction > DUST) {
        visitor.cell(firstColumn + c, row, fraction);
      }
    }
  }

  private static double clamp(double v, double low, double high) {
    return Math.max(low, Math.min(high, v));
  }
}
