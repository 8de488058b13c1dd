package hearth.raster;

import hearth.geo.Crs;
import hearth.geo.Grid;
import java.util.List;
import org.locationtech.jts.geom.Envelope;

/** One mosaic of image files, checked and described; pixels are read by an {@link ImageReader}. */
public final class ImagerySource {
  private ImagerySource() {}

  /** Inspects and checks all files. */
  public static ImagerySource open(List<String> files, ImageryOptions options) {
    throw new UnsupportedOperationException();
  }

  /** Reference system of the mosaic: that of the first file. */
  public Crs crs() {
    throw new UnsupportedOperationException();
  }

  public List<String> files() {
    throw new UnsupportedOperationException();
  }

  public ImageryOptions options() {
    throw new UnsupportedOperationException();
  }

  /** Extent of all files in {@link #crs()}. */
  public Envelope extent() {
    throw new UnsupportedOperationException();
  }

  /** Metres on the ground per pixel at the centre of the finest file. */
  public double groundResolution() {
    throw new UnsupportedOperationException();
  }

  /** North-up grid whose pixels are that many metres on the ground at the mosaic's centre. */
  public Grid workingGrid(double groundMetresPerPixel) {
    throw new UnsupportedOperationException();
  }

  /** One text per file that changes when its content does. */
  public List<String> fingerprints() {
    throw new UnsupportedOperationException();
  }

  /** How bands of more than 8 bits become 8 bits; empty when all files have 8 bits. */
  public List<Stretch> stretches() {
    throw new UnsupportedOperationException();
  }

  /** A reader onto a working grid, for one thread. */
  public ImageReader reader(Grid workingGrid) {
    throw new UnsupportedOperationException();
  }
}
