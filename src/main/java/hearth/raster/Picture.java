package hearth.raster;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdalconst.gdalconstConstants;

/**
 * One image file as it stands: its own pixels, whole, whether or not it is georeferenced. For
 * pictures that are shown to a model one at a time; imagery of any size is read by {@link
 * ImageReader}.
 *
 * @param pixels red, green and blue. Every pixel is valid: transparency and nodata are not looked
 *     at. The block's frame is the picture's place, or pixels where it has none
 * @param place where the picture lies; empty where it does not say so
 */
public record Picture(ImageBlock pixels, Optional<Grid> place) {
  /** 600 MB of bytes. */
  private static final long MOST_PIXELS = 200_000_000;

  /**
   * Reads a file.
   *
   * @param file path or GDAL's virtual path; any raster format
   * @param options which bands; blank areas stay as they are
   * @throws InputException for a file that cannot be worked with, and why
   */
  public static Picture read(String file, ImageryOptions options) {
    ImageFile image = ImageFile.inspect(file, options, Picture::frame);
    Grid frame = image.grid();
    if ((long) frame.width() * frame.height() > MOST_PIXELS) {
      throw new InputException(
          "%s: %d x %d pixels are too many for one picture"
              .formatted(file, frame.width(), frame.height()),
          "'./hearth segment' works on imagery of any size; or cut a part out by gdal_translate"
              + " -srcwin.");
    }
    List<Stretch> stretches = StretchEstimator.estimate(List.of(image));
    Dataset dataset = RasterFile.open(file);
    try {
      Optional<Grid> place = RasterFile.gridIfPlaced(dataset, file);
      int pixels = frame.width() * frame.height();
      byte[] rgb = new byte[3 * pixels];
      for (int channel = 0; channel < 3; channel++) {
        byte[] plane = plane(dataset, image, stretches, channel);
        System.arraycopy(plane, 0, rgb, channel * pixels, pixels);
      }
      byte[] valid = new byte[pixels];
      Arrays.fill(valid, (byte) 1);
      return new Picture(new ImageBlock(frame, rgb, valid), place);
    } finally {
      dataset.delete();
    }
  }

  /** A picture without a place has pixels for coordinates; the reference system means nothing. */
  private static Grid frame(Dataset dataset, String file) {
    return RasterFile.gridIfPlaced(dataset, file)
        .orElseGet(
            () ->
                new Grid(
                    Crs.WGS84,
                    Affine.IDENTITY,
                    dataset.getRasterXSize(),
                    dataset.getRasterYSize()));
  }

  private static byte[] plane(
      Dataset dataset, ImageFile image, List<Stretch> stretches, int channel) {
    int number = image.isPalette() ? 1 : image.bands().get(image.bands().size() == 3 ? channel : 0);
    Band band = dataset.GetRasterBand(number);
    if (image.isPalette()) {
      return colours(band, image, channel);
    }
    if (image.isEightBit()) {
      byte[] plane = new byte[image.grid().width() * image.grid().height()];
      read(band, image, gdalconstConstants.GDT_Byte, 0, image.grid().height(), plane);
      return plane;
    }
    return stretched(band, image, stretches.get(channel));
  }

  private static byte[] colours(Band band, ImageFile image, int channel) {
    byte[] plane = new byte[image.grid().width() * image.grid().height()];
    read(band, image, gdalconstConstants.GDT_Byte, 0, image.grid().height(), plane);
    byte[] levels = new byte[256];
    int count = Math.min(256, band.GetRasterColorTable().GetCount());
    for (int i = 0; i < count; i++) {
      Color colour = band.GetRasterColorTable().GetColorEntry(i);
      levels[i] =
          (byte)
              switch (channel) {
                case 0 -> colour.getRed();
                case 1 -> colour.getGreen();
                default -> colour.getBlue();
              };
    }
    for (int i = 0; i < plane.length; i++) {
      plane[i] = levels[plane[i] & 0xff];
    }
    return plane;
  }

  private static byte[] stretched(Band band, ImageFile image, Stretch stretch) {
    int width = image.grid().width();
    int height = image.grid().height();
    byte[] plane = new byte[width * height];
    double[] row = new double[width];
    for (int y = 0; y < height; y++) {
      read(band, image, gdalconstConstants.GDT_Float64, y, 1, row);
      for (int x = 0; x < width; x++) {
        plane[y * width + x] = stretch.apply(row[x]);
      }
    }
    return plane;
  }

  private static void read(Band band, ImageFile image, int type, int row, int rows, Object values) {
    int width = image.grid().width();
    Gdal.clearError();
    int code =
        values instanceof byte[] bytes
            ? band.ReadRaster(0, row, width, rows, width, rows, type, bytes)
            : band.ReadRaster(0, row, width, rows, width, rows, type, (double[]) values);
    if (code != gdalconstConstants.CE_None) {
      throw RasterFile.unreadable(image.file(), "its pixels");
    }
  }
}
