package hearth.raster;

import hearth.geo.PixelWindow;
import org.locationtech.jts.geom.Geometry;

/** What of a tile shows imagery, as a geometry. */
public final class ImagedArea {
  private ImagedArea() {}

  /** The part of a tile's core that shows imagery, in cells of 8 px, in the grid's CRS. */
  public static Geometry of(ImageBlock block, PixelWindow core, PixelWindow blockWindow) {
    throw new UnsupportedOperationException();
  }
}
