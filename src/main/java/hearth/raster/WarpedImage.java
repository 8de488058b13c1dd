package hearth.raster;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Vector;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.TranslateOptions;
import org.gdal.gdal.WarpOptions;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * One image file on the working grid: GDAL's warper behind a virtual dataset, which computes pixels
 * when they are asked for.
 *
 * <p>Cubic convolution, antialiased when the grid is coarser than the image. Pixels that are
 * nodata, masked or transparent take no part, neither in their own place nor at the edge of what is
 * valid. Positions are exact (error threshold 0) and the width of the kernel is fixed for the whole
 * file, so that a pixel does not depend on the window in which it is read. Overviews are used while
 * they are still at least twice as fine as the grid: how they were made, which a file does not
 * tell, then hardly shows.
 */
final class WarpedImage implements AutoCloseable {
  /** Where an image has no pixel, and the rest of the kernel counts for less than half. */
  private static final int HALF_OPAQUE = 128;

  private static final double OVERSAMPLING = 2;

  private final ImageFile image;
  private final PixelWindow footprint;
  private final Deque<Dataset> chain = new ArrayDeque<>();
  private double gridPixelsPerSourcePixel;

  /**
   * @param footprint the part of the working grid that the image may touch, from {@link #footprint}
   * @param mosaicWkt the grid's reference system in GDAL's words
   */
  WarpedImage(ImageFile image, Grid grid, PixelWindow footprint, String mosaicWkt) {
    this.image = image;
    this.footprint = footprint;
    try {
      double[] scale = image.scaleTo(grid);
      int overview = overview(image, scale);
      Dataset source =
          overview < 0
              ? RasterFile.open(image.file())
              : RasterFile.open(image.file(), "OVERVIEW_LEVEL=" + overview);
      chain.push(source);
      double factor = (double) image.grid().width() / source.getRasterXSize();
      gridPixelsPerSourcePixel = factor * Math.max(scale[0], scale[1]);
      push(gdal.Translate("", source, new TranslateOptions(bandOptions())), "its bands are chosen");
      List<String> options = warpOptions(grid.sub(footprint));
      if (!image.grid().crs().equals(grid.crs())) {
        options.addAll(List.of("-t_srs", mosaicWkt, "-novshift"));
      }
      options.addAll(
          List.of("-wo", "XSCALE=" + scale[0] * factor, "-wo", "YSCALE=" + scale[1] * factor));
      push(
          gdal.Warp("", new Dataset[] {chain.peek()}, new WarpOptions(new Vector<>(options))),
          "it is laid onto the working grid");
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The part of a working grid that an image may touch; may be empty. */
  static PixelWindow footprint(ImageFile image, Grid grid) {
    Envelope extent = image.extentIn(grid.crs());
    Coordinate a = grid.affine().inverse().apply(extent.getMinX(), extent.getMaxY());
    Coordinate b = grid.affine().inverse().apply(extent.getMaxX(), extent.getMinY());
    // One pixel around for rounding.
    int column = (int) Math.max(-1e9, Math.floor(a.x) - 1);
    int row = (int) Math.max(-1e9, Math.floor(a.y) - 1);
    int endColumn = (int) Math.min(1e9, Math.ceil(b.x) + 1);
    int endRow = (int) Math.min(1e9, Math.ceil(b.y) + 1);
    return new PixelWindow(column, row, Math.max(0, endColumn - column), Math.max(0, endRow - row))
        .intersection(grid.window());
  }

  ImageFile image() {
    return image;
  }

  /** Size of the pixels that are resampled, the image's own or an overview's, in the grid's. */
  double gridPixelsPerSourcePixel() {
    return gridPixelsPerSourcePixel;
  }

  /** Colour planes of a window inside the footprint, as floats where the image has them. */
  WarpedBlock read(PixelWindow window) {
    int n = window.width() * window.height();
    int planes = image.colours();
    int[] bands = new int[planes + 1];
    for (int b = 0; b <= planes; b++) {
      bands[b] = b + 1;
    }
    float[] values = new float[n * (planes + 1)];
    Gdal.clearError();
    int code =
        chain
            .peek()
            .ReadRaster(
                window.column() - footprint.column(),
                window.row() - footprint.row(),
                window.width(),
                window.height(),
                window.width(),
                window.height(),
                gdalconstConstants.GDT_Float32,
                values,
                bands);
    if (code != gdalconstConstants.CE_None) {
      throw RasterFile.unreadable(image.file(), "the pixels of " + window);
    }
    byte[] valid = new byte[n];
    // Bytes are always numbers.
    int checked = image.isEightBit() ? 0 : planes;
    for (int i = 0; i < n; i++) {
      boolean opaque = values[planes * n + i] >= HALF_OPAQUE;
      for (int b = 0; b < checked && opaque; b++) {
        opaque = Float.isFinite(values[b * n + i]);
      }
      valid[i] = (byte) (opaque ? 1 : 0);
    }
    return new WarpedBlock(window, planes, values, valid);
  }

  @Override
  public void close() {
    while (!chain.isEmpty()) {
      chain.pop().delete();
    }
  }

  private void push(Dataset next, String step) {
    if (next == null) {
      throw RasterFile.unreadable(image.file(), "the image, while " + step + ",");
    }
    chain.push(next);
  }

  private Vector<String> bandOptions() {
    Vector<String> options = new Vector<>(List.of("-of", "VRT"));
    if (image.isPalette()) {
      options.addAll(List.of("-expand", "rgba"));
      return options;
    }
    for (int band : image.bands()) {
      options.addAll(List.of("-b", Integer.toString(band)));
    }
    if (image.alphaBand() > 0) {
      options.addAll(List.of("-b", Integer.toString(image.alphaBand())));
    }
    return options;
  }

  private List<String> warpOptions(Grid target) {
    Envelope e = target.extent();
    List<String> options =
        new ArrayList<>(
            List.of("-of", "VRT", "-r", "cubic", "-et", "0", "-ovr", "NONE", "-dstalpha"));
    options.addAll(List.of("-ts", "" + target.width(), "" + target.height()));
    options.addAll(
        List.of(
            "-te", plain(e.getMinX()), plain(e.getMinY()), plain(e.getMaxX()), plain(e.getMaxY())));
    // A pixel is nodata when it is so in all bands: black in one band is a colour.
    options.addAll(List.of("-wo", "UNIFIED_SRC_NODATA=YES", "-wo", "DST_ALPHA_MAX=255"));
    if (!image.isEightBit()) {
      options.addAll(List.of("-ot", "Float32"));
    }
    return options;
  }

  /** Without an exponent: "-1.0E-4" looks like an option to some versions. */
  private static String plain(double value) {
    return BigDecimal.valueOf(value).toPlainString();
  }

  private static int overview(ImageFile image, double[] scale) {
    double finest = Math.min(1 / scale[0], 1 / scale[1]);
    int best = -1;
    double bestFactor = 1;
    for (int i = 0; i < image.overviewWidths().size(); i++) {
      double factor = (double) image.grid().width() / image.overviewWidths().get(i);
      if (factor > bestFactor && finest / factor >= OVERSAMPLING) {
        best = i;
        bestFactor = factor;
      }
    }
    return best;
  }
}
