package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;

/**
 * Two by two cells to one: their sum, so that the total is the same at every level, or their mean
 * weighted by ground area. A coarse cell has no data only where none of the four has.
 */
public final class OverviewReduction {
  private final Grid grid;
  private final RasterBand.Overview kind;

  /**
   * @param grid of the base level
   */
  public OverviewReduction(Grid grid, RasterBand.Overview kind) {
    this.grid = grid;
    this.kind = kind;
  }

  /**
   * @param values of the finer level in {@code source}, row by row; no data are NaN or {@link
   *     RasterWriter#NODATA}
   * @param source cells of the finer level, beginning at an even row and column
   * @param target cells of the coarser level
   * @param level of the finer one; 0 is the base
   * @return values in {@code target}; no data are {@link RasterWriter#NODATA}
   */
  public float[] reduce(float[] values, PixelWindow source, PixelWindow target, int level) {
    double[] weights = rowWeights(source.row(), source.endRow(), level);
    float[] result = new float[target.width() * target.height()];
    for (int r = 0; r < target.height(); r++) {
      for (int c = 0; c < target.width(); c++) {
        double sum = 0;
        double weight = 0;
        for (int y = 2 * r; y < Math.min(2 * r + 2, source.height()); y++) {
          for (int x = 2 * c; x < Math.min(2 * c + 2, source.width()); x++) {
            float v = values[y * source.width() + x];
            if (v != RasterWriter.NODATA && !Float.isNaN(v)) {
              sum += v * weights[y];
              weight += weights[y];
            }
          }
        }
        result[r * target.width() + c] =
            weight == 0
                ? RasterWriter.NODATA
                : (float) (kind == RasterBand.Overview.SUM ? sum : sum / weight);
      }
    }
    return result;
  }

  /**
   * What a cell of each row counts. Ground areas differ from row to row in degrees and in Mercator;
   * from column to column they hardly do in any system.
   */
  private double[] rowWeights(int from, int to, int level) {
    double[] weights = new double[to - from];
    for (int y = 0; y < weights.length; y++) {
      if (kind == RasterBand.Overview.SUM) {
        weights[y] = 1;
      } else {
        // The row of the base level that lies in the middle of this one.
        long row = ((2L * (from + y) + 1) << level) / 2;
        weights[y] =
            grid.cellAreaSquareMetres(grid.width() / 2, (int) Math.min(grid.height() - 1, row));
      }
    }
    return weights;
  }
}
