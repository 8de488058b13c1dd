package hearth.zonal;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlock;
import org.locationtech.jts.geom.Envelope;

/** Windows of a raster, and values between its pixels. */
final class Pixels {
  private Pixels() {}

  /** The pixels of a grid under an extent in its reference system, and a margin. */
  static PixelWindow under(Envelope extent, int margin, Grid grid) {
    Affine toPixels = grid.affine().inverse();
    Envelope pixels = new Envelope();
    pixels.expandToInclude(toPixels.apply(extent.getMinX(), extent.getMinY()));
    pixels.expandToInclude(toPixels.apply(extent.getMinX(), extent.getMaxY()));
    pixels.expandToInclude(toPixels.apply(extent.getMaxX(), extent.getMinY()));
    pixels.expandToInclude(toPixels.apply(extent.getMaxX(), extent.getMaxY()));
    return around(pixels, margin, grid);
  }

  /** The pixels of a grid under an extent in pixels, and a margin. */
  static PixelWindow around(Envelope pixels, int margin, Grid grid) {
    double limit = Math.max(grid.width(), grid.height()) + 2.0 * margin + 1;
    int west = (int) clamp(Math.floor(pixels.getMinX()), limit) - margin;
    int north = (int) clamp(Math.floor(pixels.getMinY()), limit) - margin;
    int east = (int) clamp(Math.ceil(pixels.getMaxX()), limit) + margin;
    int south = (int) clamp(Math.ceil(pixels.getMaxY()), limit) + margin;
    return new PixelWindow(west, north, Math.max(0, east - west), Math.max(0, south - north))
        .intersection(grid.window());
  }

  private static double clamp(double v, double limit) {
    return Math.max(-limit, Math.min(limit, v));
  }

  /**
   * Bilinear between the centres of pixels, at a position in pixels of the block; along the outer
   * half pixel the border's value. NaN outside, and where a pixel that counts has no value.
   */
  static double between(FloatBlock block, double column, double row) {
    int width = block.grid().width();
    int height = block.grid().height();
    if (!(column >= 0 && column <= width && row >= 0 && row <= height)) {
      return Double.NaN;
    }
    double x = Math.max(0, Math.min(width - 1.0, column - 0.5));
    double y = Math.max(0, Math.min(height - 1.0, row - 0.5));
    int c = (int) x;
    int r = (int) y;
    double tx = x - c;
    double ty = y - r;
    double sum = (1 - tx) * (1 - ty) * block.at(c, r);
    if (tx > 0) {
      sum += tx * (1 - ty) * block.at(c + 1, r);
    }
    if (ty > 0) {
      sum += (1 - tx) * ty * block.at(c, r + 1);
    }
    if (tx > 0 && ty > 0) {
      sum += tx * ty * block.at(c + 1, r + 1);
    }
    return sum;
  }
}
