package hearth.raster;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;

/** What a raster may claim to hold. A file of a kilobyte can claim anything. */
final class Limits {
  /** A million by a million: all of Germany at 0.6 m. */
  private static final double MOST_PIXELS = 1L << 40;

  /** More than a sparse file with its index of empty blocks, or the best compression, gives. */
  private static final double MOST_PIXELS_PER_BYTE = 1 << 20;

  /** GDAL reads a block whole: one that does not fit into its cache is read again and again. */
  private static final long MOST_BLOCK_BYTES = 512L << 20;

  private static final int MOST_BANDS = 4096;

  private Limits() {}

  /**
   * @throws InputException for a dataset that claims more than can be meant
   */
  static void check(Dataset dataset, String file) {
    double pixels = (double) dataset.GetRasterXSize() * dataset.GetRasterYSize();
    String claims =
        "%s claims %d x %d pixels"
            .formatted(shortened(file), dataset.GetRasterXSize(), dataset.GetRasterYSize());
    if (pixels > MOST_PIXELS) {
      throw new InputException(
          claims, "Hearth takes up to 2^40 pixels in one file: give smaller files.");
    }
    if (dataset.GetRasterCount() > MOST_BANDS) {
      throw new InputException(
          "%s has %d bands".formatted(shortened(file), dataset.GetRasterCount()),
          "Hearth takes up to %d.".formatted(MOST_BANDS));
    }
    size(dataset, file)
        .filter(bytes -> pixels > MOST_PIXELS_PER_BYTE * Math.max(1, bytes))
        .ifPresent(
            bytes -> {
              throw new InputException(
                  "%s in %d bytes: it cannot hold them".formatted(claims, bytes),
                  "The file is damaged, or was made to look larger than it is.");
            });
    for (int i = 1; i <= Math.min(1, dataset.GetRasterCount()); i++) {
      Band band = dataset.GetRasterBand(i);
      double block =
          (double) band.GetBlockXSize()
              * band.GetBlockYSize()
              * (gdal.GetDataTypeSize(band.getDataType()) / 8.0);
      if (block > MOST_BLOCK_BYTES) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s is stored in blocks of %d x %d pixels (%.0f MB), which are read whole",
                shortened(file),
                band.GetBlockXSize(),
                band.GetBlockYSize(),
                block / (1 << 20)),
            "Store it in tiles first: gdal_translate -of COG %s tiled.tif".formatted(file));
      }
    }
  }

  /** Bytes of a local file that holds its pixels itself. */
  private static Optional<Long> size(Dataset dataset, String file) {
    if ("VRT".equals(dataset.GetDriver().getShortName())) {
      return Optional.empty();
    }
    Optional<Path> path = InputFiles.local(file).filter(Files::isRegularFile);
    try {
      // Some formats keep their pixels in a file beside the one that is named.
      return path.isPresent() && dataset.GetFileList().size() == 1
          ? Optional.of(Files.size(path.get()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String file) {
    return file.length() > 500 ? file.substring(0, 500) + "…" : file;
  }
}
