package hearth.raster;

import hearth.geo.PixelWindow;

/** A source of numbers that is asked window by window, so that no whole raster is in memory. */
@FunctionalInterface
public interface FloatBlocks {
  /** Values of a window inside the grid, row by row, NaN for nodata. */
  float[] read(PixelWindow window);

  /** A raster that is in memory as a whole: {@code values} row by row, {@code width} columns. */
  static FloatBlocks of(float[] values, int width) {
    return w -> {
      float[] out = new float[w.width() * w.height()];
      for (int r = 0; r < w.height(); r++) {
        System.arraycopy(values, (w.row() + r) * width + w.column(), out, r * w.width(), w.width());
      }
      return out;
    };
  }
}
