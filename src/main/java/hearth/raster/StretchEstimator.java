package hearth.raster;

import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdalconst.gdalconstConstants;

/**
 * How values of more than 8 bits become 8 bits: the 2nd and 98th percentile of each band, as is
 * usual for showing satellite scenes and for training on them (the cumulative cut of QGIS; the
 * SpaceNet baselines). Bands are stretched one by one, which also takes out the blue cast of haze.
 *
 * <p>The percentiles come from a sample of at most about a million pixels a file, taken at fixed
 * places, over all files of one pixel type together, so that a mosaic has no seams in brightness.
 * Pixels that are nodata, masked, not numbers, or 0 in all bands do not count.
 */
final class StretchEstimator {
  private static final int SAMPLE_SIZE = 1024;

  /** An image, or its smallest overview, up to this size is read as a whole; else in patches. */
  private static final int WHOLE_SIZE = 8192;

  private static final int PATCHES = 16;
  private static final int PATCH_SIZE = 64;
  private static final double LOW = 0.02;
  private static final double HIGH = 0.98;

  private StretchEstimator() {}

  static List<Stretch> estimate(List<ImageFile> images) {
    Map<String, List<ImageFile>> byType = new TreeMap<>();
    for (ImageFile image : images) {
      if (!image.isEightBit()) {
        byType.computeIfAbsent(image.type(), t -> new ArrayList<>()).add(image);
      }
    }
    List<Stretch> result = new ArrayList<>();
    byType.forEach((type, files) -> result.addAll(estimate(type, files)));
    return List.copyOf(result);
  }

  private static List<Stretch> estimate(String type, List<ImageFile> files) {
    Sample[] samples = {new Sample(), new Sample(), new Sample()};
    for (ImageFile file : files) {
      collect(file, samples);
    }
    List<Stretch> result = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      double[] sorted = samples[channel].sorted();
      double low = percentile(sorted, LOW);
      double high = percentile(sorted, HIGH);
      // An image of one value: any stretch will do that does not divide by zero.
      result.add(new Stretch(type, channel, low, high > low ? high : low + 1));
    }
    return result;
  }

  private static void collect(ImageFile image, Sample[] samples) {
    Dataset dataset = RasterFile.open(image.file());
    try {
      int width = image.grid().width();
      int height = image.grid().height();
      if (canBeReadWhole(image)) {
        // Nearest neighbour, from overviews where there are some.
        collect(
            dataset,
            image,
            new PixelWindow(0, 0, width, height),
            Math.min(width, SAMPLE_SIZE),
            Math.min(height, SAMPLE_SIZE),
            samples);
        return;
      }
      for (int i = 0; i < PATCHES * PATCHES; i++) {
        int x = (int) ((long) (width - PATCH_SIZE) * (i % PATCHES) / (PATCHES - 1));
        int y = (int) ((long) (height - PATCH_SIZE) * (i / PATCHES) / (PATCHES - 1));
        PixelWindow patch = new PixelWindow(x, y, PATCH_SIZE, PATCH_SIZE);
        collect(dataset, image, patch, PATCH_SIZE, PATCH_SIZE, samples);
      }
    } finally {
      dataset.delete();
    }
  }

  private static boolean canBeReadWhole(ImageFile image) {
    int smallest =
        image.overviewWidths().stream()
            .mapToInt(Integer::intValue)
            .min()
            .orElse(image.grid().width());
    double factor = (double) image.grid().width() / smallest;
    return smallest <= WHOLE_SIZE && image.grid().height() / factor <= WHOLE_SIZE
        || image.grid().width() < PATCH_SIZE
        || image.grid().height() < PATCH_SIZE;
  }

  private static void collect(
      Dataset dataset,
      ImageFile image,
      PixelWindow window,
      int width,
      int height,
      Sample[] samples) {
    int bands = image.bands().size();
    double[][] values = new double[bands][width * height];
    double[][] masks = new double[bands][width * height];
    for (int b = 0; b < bands; b++) {
      Band band = dataset.GetRasterBand(image.bands().get(b));
      read(band, image, window, width, height, values[b]);
      read(band.GetMaskBand(), image, window, width, height, masks[b]);
    }
    for (int i = 0; i < width * height; i++) {
      boolean valid = false;
      boolean numbers = true;
      boolean dark = true;
      for (int b = 0; b < bands; b++) {
        valid |= masks[b][i] != 0;
        numbers &= Double.isFinite(values[b][i]);
        dark &= values[b][i] == 0;
      }
      if (valid && numbers && !dark) {
        for (int channel = 0; channel < 3; channel++) {
          samples[channel].add(values[bands == 3 ? channel : 0][i]);
        }
      }
    }
  }

  private static void read(
      Band band, ImageFile image, PixelWindow w, int width, int height, double[] values) {
    Gdal.clearError();
    int code =
        band.ReadRaster(
            w.column(),
            w.row(),
            w.width(),
            w.height(),
            width,
            height,
            gdalconstConstants.GDT_Float64,
            values);
    if (code != gdalconstConstants.CE_None) {
      throw RasterFile.unreadable(image.file(), "a sample of its pixels");
    }
  }

  private static double percentile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private static final class Sample {
    private double[] values = new double[1 << 16];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    double[] sorted() {
      double[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
