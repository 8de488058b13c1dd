package hearth.zonal;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlocks;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * Sum of a raster's amounts inside polygons: each cell counts by the exact share of it that lies
 * inside, as if its amount were spread evenly over it.
 *
 * <p>Holds buffers: one instance per thread.
 */
public final class ZonalSum {
  /** Rows are read in strips of at most so many cells. */
  private static final int STRIP_CELLS = 1 << 22;

  private final FloatBlocks values;
  private final Grid grid;
  private final CellCoverage coverage;

  private PixelWindow strip = new PixelWindow(0, 0, 0, 0);
  private float[] stripValues = {};
  private int west;
  private int east;
  private int south;
  private double sum;
  private boolean seen;

  public ZonalSum(Grid grid, FloatBlocks values) {
    this.grid = grid;
    this.values = values;
    this.coverage = new CellCoverage(grid);
  }

  /**
   * The sum inside a polygon.
   *
   * @param polygon in the grid's reference system
   * @return NaN where no cell inside has a value; cells without one count as nothing where others
   *     do
   */
  public double of(Geometry polygon) {
    Envelope cells = new Envelope();
    Envelope e = polygon.getEnvelopeInternal();
    if (e.isNull()) {
      return Double.NaN;
    }
    var toCells = grid.affine().inverse();
    cells.expandToInclude(toCells.apply(e.getMinX(), e.getMinY()));
    cells.expandToInclude(toCells.apply(e.getMinX(), e.getMaxY()));
    cells.expandToInclude(toCells.apply(e.getMaxX(), e.getMinY()));
    cells.expandToInclude(toCells.apply(e.getMaxX(), e.getMaxY()));
    // One cell more on each side: the coverage may round an outline on a grid line either way.
    west = (int) Math.max(0, Math.min(grid.width(), Math.floor(cells.getMinX()) - 1));
    east = (int) Math.max(west, Math.min(grid.width(), Math.ceil(cells.getMaxX()) + 1));
    south = (int) Math.max(0, Math.min(grid.height(), Math.ceil(cells.getMaxY()) + 1));
    strip = new PixelWindow(west, 0, 0, 0);
    sum = 0;
    seen = false;
    coverage.visit(polygon, this::add);
    return seen ? sum : Double.NaN;
  }

  private void add(int column, int row, double fraction) {
    if (row >= strip.endRow() || row < strip.row() || strip.isEmpty()) {
      int width = east - west;
      int rows = Math.max(1, Math.min(south - row, STRIP_CELLS / width));
      strip = new PixelWindow(west, row, width, rows);
      stripValues = values.read(strip);
    }
    float value = stripValues[(row - strip.row()) * strip.width() + column - west];
    if (!Float.isNaN(value)) {
      sum += value * fraction;
      seen = true;
    }
  }
}
