package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import org.gdal.gdal.Band;
import org.gdal.gdalconst.gdalconstConstants;

/** Fills the overviews of a band in a file, each from the level below it. */
final class OverviewBuilder {
  private static final int BLOCK = 512;

  private final OverviewReduction reduction;
  private final PendingFile pending;

  OverviewBuilder(Grid grid, RasterBand.Overview kind, PendingFile pending) {
    this.reduction = new OverviewReduction(grid, kind);
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
      for (int column = 0; column < all.width(); column += BLOCK) {
        PixelWindow w = new PixelWindow(column, row, BLOCK, BLOCK).intersection(all);
        PixelWindow source =
            new PixelWindow(2 * w.column(), 2 * w.row(), 2 * w.width(), 2 * w.height())
                .intersection(below);
        write(coarser, w, reduction.reduce(read(finer, source), source, w, level), pending);
      }
    }
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
