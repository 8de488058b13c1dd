package hearth.population;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;

/** Persons, density, buildings and built fraction by cell. */
public final class DensityGrid {
  private final Grid grid;

  DensityGrid(Grid grid) {
    this.grid = grid;
  }

  public Grid grid() {
    return grid;
  }

  /**
   * The values of a window, row by row; NaN is nodata, 0 is "looked at, and nobody". What lies
   * outside the grid is NaN.
   */
  public float[] read(DensityBand band, PixelWindow window) {
    throw new UnsupportedOperationException("not built yet");
  }
}
