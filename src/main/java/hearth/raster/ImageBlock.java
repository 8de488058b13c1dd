package hearth.raster;

import hearth.geo.Grid;
import java.util.Objects;

/**
 * Pixels of one window of the imagery, as a model is given them.
 *
 * @param grid the window's frame at the working resolution
 * @param rgb three planes (red, green, blue), each row by row, 0..255; the block owns the array,
 *     nobody writes to it after construction. Pixels that are not valid are 0
 * @param valid one byte a pixel, 1 where the imagery shows something, 0 for nodata, transparency,
 *     blank areas and everything outside the imagery; same ownership
 */
public record ImageBlock(Grid grid, byte[] rgb, byte[] valid) {
  public ImageBlock {
    Objects.requireNonNull(grid, "grid");
    int pixels = Math.multiplyExact(grid.width(), grid.height());
    if (rgb.length != 3 * pixels || valid.length != pixels) {
      throw new IllegalArgumentException(
          "%d x %d pixels need %d and %d bytes, given %d and %d"
              .formatted(
                  grid.width(), grid.height(), 3 * pixels, pixels, rgb.length, valid.length));
    }
  }

  public int width() {
    return grid.width();
  }

  public int height() {
    return grid.height();
  }

  /** Whether no pixel shows anything, so that there is nothing to look for. */
  public boolean isEmpty() {
    for (byte v : valid) {
      if (v != 0) {
        return false;
      }
    }
    return true;
  }
}
