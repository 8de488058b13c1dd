package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;

/**
 * One band of a raster of numbers (surface model, population, …) in its own grid. One owner, one
 * thread.
 */
public final class FloatRaster implements AutoCloseable {
  private FloatRaster() {}

  /** Opens and checks a file; band from 1. */
  public static FloatRaster open(String file, int band) {
    throw new UnsupportedOperationException();
  }

  public String file() {
    throw new UnsupportedOperationException();
  }

  public Grid grid() {
    throw new UnsupportedOperationException();
  }

  /** Number of bands of the file. */
  public int bandCount() {
    throw new UnsupportedOperationException();
  }

  /** Unit of the values as the file gives it, for example {@code m}; empty when it gives none. */
  public String unit() {
    throw new UnsupportedOperationException();
  }

  /** Values, scale and offset applied; NaN for nodata and outside the raster. */
  public FloatBlock read(PixelWindow window) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
