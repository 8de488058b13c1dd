package hearth.raster;

import hearth.geo.Grid;
import java.util.Objects;

/**
 * Numbers of one window of a raster.
 *
 * @param grid the window's frame
 * @param values row by row, NaN where there is no data; the block owns the array, nobody writes to
 *     it after construction
 */
public record FloatBlock(Grid grid, float[] values) {
  public FloatBlock {
    Objects.requireNonNull(grid, "grid");
    if (values.length != Math.multiplyExact(grid.width(), grid.height())) {
      throw new IllegalArgumentException(
          "%d x %d cells, given %d values".formatted(grid.width(), grid.height(), values.length));
    }
  }

  public float at(int column, int row) {
    return values[row * grid.width() + column];
  }
}
