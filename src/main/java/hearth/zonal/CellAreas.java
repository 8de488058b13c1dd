package hearth.zonal;

import hearth.geo.Grid;

/**
 * Geodesic areas of the cells of a grid.
 *
 * <p>On a north-up grid in degrees all cells of a row are alike, and each row is computed once. On
 * other grids the area changes slowly: it is computed at nodes at most one kilometre apart and
 * interpolated between them, within 1e-7 of the cell's own value.
 *
 * <p>Holds what it has computed: one instance per thread.
 */
public final class CellAreas {
  private static final double NODE_DISTANCE_METRES = 1000;
  private static final int MAX_STEP = 64;

  private final Grid grid;
  private final boolean sameInRow;
  private final int step;
  private final double[][] nodes;
  private final double[] rows;

  public CellAreas(Grid grid) {
    this.grid = grid;
    this.sameInRow = grid.crs().isGeographic() && grid.affine().isNorthUp();
    double side = sameInRow ? 1 : Math.sqrt(grid.cellAreaSquareMetres(0, 0));
    this.step = (int) Math.max(1, Math.min(MAX_STEP, NODE_DISTANCE_METRES / side));
    this.rows = new double[sameInRow ? grid.height() : 0];
    this.nodes = new double[sameInRow ? 0 : (grid.height() - 1) / step + 2][];
  }

  /** Area of a cell of the grid on the ellipsoid. */
  public double squareMetres(int column, int row) {
    if (sameInRow) {
      if (rows[row] == 0) {
        rows[row] = grid.cellAreaSquareMetres(0, row);
      }
      return rows[row];
    }
    int i = column / step;
    int j = row / step;
    double tx = along(column, i, grid.width());
    double ty = along(row, j, grid.height());
    double top = node(i, j) * (1 - tx) + (tx == 0 ? 0 : node(i + 1, j) * tx);
    if (ty == 0) {
      return top;
    }
    double bottom = node(i, j + 1) * (1 - tx) + (tx == 0 ? 0 : node(i + 1, j + 1) * tx);
    return top * (1 - ty) + bottom * ty;
  }

  /** Place between node i and the next, which for the last one is the grid's last cell. */
  private double along(int cell, int i, int cells) {
    int from = i * step;
    int to = Math.min(from + step, cells - 1);
    return to == from ? 0 : (double) (cell - from) / (to - from);
  }

  private double node(int i, int j) {
    if (nodes[j] == null) {
      nodes[j] = new double[(grid.width() - 1) / step + 2];
    }
    if (nodes[j][i] == 0) {
      nodes[j][i] =
          grid.cellAreaSquareMetres(
              Math.min(i * step, grid.width() - 1), Math.min(j * step, grid.height() - 1));
    }
    return nodes[j][i];
  }
}
