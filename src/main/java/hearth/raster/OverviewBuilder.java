package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import org.gdal.gdal.Band;
import org.gdal.gdalconst.gdalconstConstants;

/**
 * Fills the overviews of a band, each from the level below it by two by two cells: with their sum,
 * so that the total is the same at every level, or with their mean weighted by ground area. A
 * coarse cell has no data only where none of the four has.
 */
final class OverviewBuilder {
  private static final int BLOCK = 512;

  private final Grid grid;
  private final RasterBand.Overview kind;
  private final PendingFile pending;

  OverviewBuilder(Grid grid, RasterBand.Overview kind, PendingFile pending) {
    this.grid = grid;
    this.kind = kind;
    this.pending = pending;
  }

  void build(Band base) {
    Band finer = base;
    for (int level = 0; level < base.GetOverviewCount(); level++) {
      Band coarser = base.GetOverview(level);
      fill(finer, coarser, level);
      finer = coarser;
    }
  }

  private void fill(Band finer, Band coarser, int level) {
    PixelWindow all = new PixelWindow(0, 0, coarser.getXSize(), coarser.getYSize());
    PixelWindow below = new PixelWindow(0, 0, finer.getXSize(), finer.getYSize());
    for (int row = 0; row < all.height(); row += BLOCK) {
      double[] weights = rowWeights(2 * row, Math.min(2 * (row + BLOCK), below.height()), level);
      for (int column = 0; column < all.width(); column += BLOCK) {
        PixelWindow w = new PixelWindow(column, row, BLOCK, BLOCK).intersection(all);
        PixelWindow source =
            new PixelWindow(2 * w.column(), 2 * w.row(), 2 * w.width(), 2 * w.height())
                .intersection(below);
        write(coarser, w, reduce(read(finer, source), source, w, weights), pending);
      }
    }
  }

  private float[] reduce(float[] values, PixelWindow source, PixelWindow target, double[] weights) {
    float[] result = new float[target.width() * target.height()];
    for (int r = 0; r < target.height(); r++) {
      for (int c = 0; c < target.width(); c++) {
        double sum = 0;
        double weight = 0;
        for (int y = 2 * r; y < Math.min(2 * r + 2, source.height()); y++) {
          for (int x = 2 * c; x < Math.min(2 * c + 2, source.width()); x++) {
            float v = values[y * source.width() + x];
            if (v != RasterWriter.NODATA) {
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

  private float[] read(Band band, PixelWindow w) {
    float[] values = new float[w.width() * w.height()];
    Gdal.clearError();
    int code =
        band.ReadRaster(
            w.column(),
            w.row(),
            w.width(),
            w.height(),
            w.width(),
            w.height(),
            gdalconstConstants.GDT_Float32,
            values);
    if (code != gdalconstConstants.CE_None) {
      throw pending.notWritten(Gdal.lastError());
    }
    return values;
  }

  static void write(Band band, PixelWindow w, float[] values, PendingFile pending) {
    Gdal.clearError();
    int code =
        band.WriteRaster(
            w.column(),
            w.row(),
            w.width(),
            w.height(),
            w.width(),
            w.height(),
            gdalconstConstants.GDT_Float32,
            values);
    if (code != gdalconstConstants.CE_None) {
      throw pending.notWritten(Gdal.lastError());
    }
  }
}
