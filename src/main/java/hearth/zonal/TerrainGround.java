package hearth.zonal;

import hearth.geo.Affine;
import hearth.geo.CrsTransform;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlock;
import hearth.raster.FloatRaster;
import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/** The ground of a terrain model, which may have another grid and reference system. */
final class TerrainGround implements Ground, AutoCloseable {
  private final FloatRaster terrain;
  private final double metres;
  private final CrsTransform fromSurface;
  private final Affine pixels;

  /**
   * @param metres in one unit of the model
   * @param fromSurface from the surface model's reference system to this one's
   */
  TerrainGround(FloatRaster terrain, double metres, CrsTransform fromSurface) {
    this.terrain = terrain;
    this.metres = metres;
    this.fromSurface = fromSurface;
    this.pixels = terrain.grid().affine().inverse();
  }

  @Override
  public double[] under(double[] x, double[] y, int count) {
    double[] columns = new double[count];
    double[] rows = new double[count];
    Envelope extent = new Envelope();
    for (int i = 0; i < count; i++) {
      Coordinate there = fromSurface.apply(x[i], y[i]);
      Coordinate pixel = pixels.apply(there.x, there.y);
      columns[i] = pixel.x;
      rows[i] = pixel.y;
      extent.expandToInclude(pixel.x, pixel.y);
    }
    double[] heights = new double[count];
    PixelWindow window = Pixels.around(extent, 1, terrain.grid());
    if (window.isEmpty()) {
      Arrays.fill(heights, Double.NaN);
      return heights;
    }
    FloatBlock block = terrain.read(window);
    for (int i = 0; i < count; i++) {
      heights[i] =
          metres * Pixels.between(block, columns[i] - window.column(), rows[i] - window.row());
    }
    return heights;
  }

  @Override
  public void close() {
    terrain.close();
  }
}
