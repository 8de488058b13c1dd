package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.Arrays;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdalconst.gdalconstConstants;

/**
 * One band of a raster of numbers (surface model, population, …) in its own grid, which may be
 * rotated. One owner, one thread.
 */
public final class FloatRaster implements AutoCloseable {
  private final String file;
  private final int number;
  private final Dataset dataset;
  private final Band band;
  private final Grid grid;
  private final double scale;
  private final double offset;
  private final boolean masked;
  private boolean closed;

  private FloatRaster(String file, int number, Dataset dataset) {
    this.file = file;
    this.number = number;
    this.dataset = dataset;
    this.grid = RasterFile.grid(dataset, file);
    this.band = RasterFile.band(dataset, file, number);
    RasterFile.checkComplete(band, file, number);
    Double[] value = new Double[1];
    band.GetScale(value);
    // A scale of 0 would lose every value: some writers mean "none" by it.
    this.scale = value[0] == null || value[0] == 0 ? 1 : value[0];
    value[0] = null;
    band.GetOffset(value);
    this.offset = value[0] == null ? 0 : value[0];
    this.masked = (band.GetMaskFlags() & gdalconstConstants.GMF_ALL_VALID) == 0;
  }

  /**
   * Opens and checks a file.
   *
   * @param file path or GDAL's virtual path
   * @param band number of the band, from 1
   */
  public static FloatRaster open(String file, int band) {
    Dataset dataset = RasterFile.open(file);
    try {
      return new FloatRaster(file, band, dataset);
    } catch (RuntimeException e) {
      dataset.delete();
      throw e;
    }
  }

  public String file() {
    return file;
  }

  public Grid grid() {
    return grid;
  }

  /** Number of bands of the file. */
  public int bandCount() {
    checkOpen();
    return dataset.getRasterCount();
  }

  /** Unit of the values as the file gives it, for example {@code m}; empty when it gives none. */
  public String unit() {
    checkOpen();
    String unit = band.GetUnitType();
    return unit == null ? "" : unit;
  }

  /**
   * Values of a window, scale and offset applied; NaN for nodata, masked pixels, values that are
   * not numbers, and whatever of the window lies outside the raster.
   */
  public FloatBlock read(PixelWindow window) {
    checkOpen();
    float[] result = new float[Math.multiplyExact(window.width(), window.height())];
    Arrays.fill(result, Float.NaN);
    PixelWindow inside = window.intersection(grid.window());
    if (!inside.isEmpty()) {
      double[] values = pixels(band, inside);
      double[] mask = masked ? pixels(band.GetMaskBand(), inside) : null;
      for (int i = 0; i < values.length; i++) {
        if (Double.isFinite(values[i]) && (mask == null || mask[i] != 0)) {
          int column = inside.column() - window.column() + i % inside.width();
          int row = inside.row() - window.row() + i / inside.width();
          result[row * window.width() + column] = (float) (values[i] * scale + offset);
        }
      }
    }
    return new FloatBlock(grid.sub(window), result);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dataset.delete();
    }
  }

  private double[] pixels(Band from, PixelWindow w) {
    double[] values = new double[w.width() * w.height()];
    Gdal.clearError();
    int code =
        from.ReadRaster(
            w.column(),
            w.row(),
            w.width(),
            w.height(),
            w.width(),
            w.height(),
            gdalconstConstants.GDT_Float64,
            values);
    if (code != gdalconstConstants.CE_None) {
      throw RasterFile.unreadable(file, "band " + number + " in " + w);
    }
    return values;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(file + " is closed");
    }
  }
}
