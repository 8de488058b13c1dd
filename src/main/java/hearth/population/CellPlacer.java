package hearth.population;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.Longitudes;
import hearth.geo.Outline;
import hearth.zonal.CellCoverage;
import hearth.zonal.Reprojection;
import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * Puts outlines onto the cells of the density grid. What the last call found is read from the
 * fields, so that nothing is made for each of millions of buildings.
 */
final class CellPlacer {
  private final Grid grid;
  private final Affine toCells;
  private final Envelope extent;
  private final Reprojection toGrid;
  private final boolean sameCrs;
  private final CellCoverage coverage;
  private final CellCoverage.Visitor adder = this::add;

  /** Number of cells that the last outline covers. */
  int count;

  int[] columns = new int[64];
  int[] rows = new int[64];

  /** Covered share of each cell. */
  double[] fractions = new double[64];

  private double total;

  CellPlacer(Crs runCrs, Grid grid) {
    this.grid = grid;
    this.toCells = grid.affine().inverse();
    this.extent = grid.extent();
    this.sameCrs = runCrs.equals(grid.crs()) && !grid.crs().isGeographic();
    this.toGrid = new Reprojection(runCrs, grid.crs());
    this.coverage = new CellCoverage(grid);
  }

  /** A geometry in the grid's reference system, on the grid's side of the antimeridian. */
  Geometry toGrid(Geometry inRunCrs) {
    Geometry onGrid = toGrid.apply(inRunCrs);
    if (grid.crs().isGeographic()) {
      Longitudes.wrap(onGrid, extent.centre().x);
    }
    return onGrid;
  }

  /**
   * Finds the cells of an outline. One that is too small to be measured counts for the cell of its
   * interior point, with a covered share of 0.
   *
   * @param outline in the run's reference system
   * @return false when it lies off the grid
   */
  boolean place(Outline outline) {
    count = 0;
    total = 0;
    Outline onGrid = sameCrs ? outline : Outline.of(toGrid(outline.geometry()));
    if (!(onGrid.maxX > extent.getMinX()
        && onGrid.minX < extent.getMaxX()
        && onGrid.maxY > extent.getMinY()
        && onGrid.minY < extent.getMaxY())) {
      return false;
    }
    coverage.visit(onGrid, adder);
    if (count == 0) {
      Coordinate p = onGrid.geometry().getInteriorPoint().getCoordinate();
      Coordinate cell = toCells.apply(p.x, p.y);
      add(inside(cell.x, grid.width()), inside(cell.y, grid.height()), 0);
    }
    return true;
  }

  /** Share of the outline's area on the grid that lies in a cell of the last call. */
  double share(int i) {
    return total > 0 ? fractions[i] / total : 1.0 / count;
  }

  private void add(int column, int row, double fraction) {
    if (count == columns.length) {
      columns = Arrays.copyOf(columns, 2 * count);
      rows = Arrays.copyOf(rows, 2 * count);
      fractions = Arrays.copyOf(fractions, 2 * count);
    }
    columns[count] = column;
    rows[count] = row;
    fractions[count] = fraction;
    total += fraction;
    count++;
  }

  private static int inside(double position, int cells) {
    return (int) Math.max(0, Math.min(cells - 1.0, Math.floor(position)));
  }
}
