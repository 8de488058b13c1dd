package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;

/** Reads blocks of a mosaic on one working grid. One owner, one thread. */
public final class ImageReader implements AutoCloseable {
  ImageReader() {}

  public Grid grid() {
    throw new UnsupportedOperationException();
  }

  /** The pixels of a window; what lies outside the imagery is not valid. */
  public ImageBlock read(PixelWindow window) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
