package hearth.raster;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * One mosaic of image files, checked and described. Immutable, holds nothing open, and may be
 * shared between threads; pixels are read by an {@link ImageReader}, one per thread.
 *
 * <p>Files may differ in reference system, resolution and bit depth. Where they overlap, the later
 * one lies on top, as in GDAL's tools.
 */
public final class ImagerySource {
  private final List<ImageFile> images;
  private final ImageryOptions options;
  private final Envelope extent;
  private final List<String> fingerprints;
  private final List<Stretch> stretches;

  private ImagerySource(List<ImageFile> images, ImageryOptions options) {
    this.images = images;
    this.options = options;
    this.extent = new Envelope();
    images.forEach(i -> extent.expandToInclude(i.extentIn(crs())));
    this.fingerprints = images.stream().map(Fingerprint::of).toList();
    this.stretches = StretchEstimator.estimate(images);
  }

  /**
   * Inspects and checks all files; the first one's reference system becomes the mosaic's.
   *
   * @param files paths or GDAL's virtual paths
   * @throws InputException for a file that cannot be worked with, and why
   */
  public static ImagerySource open(List<String> files, ImageryOptions options) {
    if (files.isEmpty()) {
      throw new InputException("no imagery is given", "Name one file or several.");
    }
    return new ImagerySource(
        files.stream().map(f -> ImageFile.inspect(f, options)).toList(), options);
  }

  /** Reference system of the mosaic: that of the first file. */
  public Crs crs() {
    return images.get(0).grid().crs();
  }

  public List<String> files() {
    return images.stream().map(ImageFile::file).toList();
  }

  public ImageryOptions options() {
    return options;
  }

  /** Extent of all files in {@link #crs()}. */
  public Envelope extent() {
    return new Envelope(extent);
  }

  /** Metres on the ground per pixel at the centre of the finest file. */
  public double groundResolution() {
    return images.stream().mapToDouble(ImageFile::groundResolution).min().orElseThrow();
  }

  /**
   * The north-up grid in {@link #crs()} from the mosaic's upper left corner on, whose pixels
   * measure that many metres on the ground in both directions at the mosaic's centre (on the WGS 84
   * ellipsoid: metres of EPSG:3857 are longer than true ones, degrees differ in x and y).
   */
  public Grid workingGrid(double groundMetresPerPixel) {
    if (!(groundMetresPerPixel > 0)) {
      throw new IllegalArgumentException("metres per pixel: " + groundMetresPerPixel);
    }
    Coordinate centre = extent.centre();
    double dx = extent.getWidth() / 1000;
    double dy = extent.getHeight() / 1000;
    double metresPerX =
        ImageFile.metresBetween(
                crs(),
                new Coordinate(centre.x - dx, centre.y),
                new Coordinate(centre.x + dx, centre.y))
            / (2 * dx);
    double metresPerY =
        ImageFile.metresBetween(
                crs(),
                new Coordinate(centre.x, centre.y - dy),
                new Coordinate(centre.x, centre.y + dy))
            / (2 * dy);
    double pixelX = groundMetresPerPixel / metresPerX;
    double pixelY = groundMetresPerPixel / metresPerY;
    return new Grid(
        crs(),
        Affine.northUp(extent.getMinX(), extent.getMaxY(), pixelX, pixelY),
        cells(extent.getWidth() / pixelX),
        cells(extent.getHeight() / pixelY));
  }

  /**
   * One text per file that changes when its content does: a hash of its size and of evenly spread
   * samples (of all of it when it is small), and of the files that it refers to.
   */
  public List<String> fingerprints() {
    return fingerprints;
  }

  /** How bands of more than 8 bits become 8 bits; empty when all files have 8 bits. */
  public List<Stretch> stretches() {
    return stretches;
  }

  /**
   * A reader onto a grid, for one thread.
   *
   * @param workingGrid north-up, in {@link #crs()}
   */
  public ImageReader reader(Grid workingGrid) {
    if (!workingGrid.crs().equals(crs()) || !workingGrid.affine().isNorthUp()) {
      throw new IllegalArgumentException("imagery is read on a north-up grid in " + crs());
    }
    return new ImageReader(images, options, stretches, workingGrid);
  }

  private static int cells(double cells) {
    // A hair of slack, so that rounding does not add a column.
    double needed = Math.max(1, Math.ceil(cells - 1e-6));
    if (needed > Integer.MAX_VALUE / 2) {
      throw new InputException(
          "the imagery spans %.0f pixels at this resolution".formatted(needed),
          "Give files that lie closer together, one run each.");
    }
    return (int) needed;
  }
}
