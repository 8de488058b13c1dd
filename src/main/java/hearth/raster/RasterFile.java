package hearth.raster;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.gdal.gdal.Band;
import org.gdal.gdal.ColorTable;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.gdal.osr.SpatialReference;

/** Opening a raster file and checking that it can be worked with; every refusal has a remedy. */
final class RasterFile {
  private RasterFile() {}

  /** Opens for reading; the caller deletes it. */
  static Dataset open(String file, String... openOptions) {
    Gdal.initialise();
    Remote.check(file);
    Gdal.clearError();
    Dataset dataset =
        gdal.OpenEx(
            file,
            gdalconstConstants.OF_RASTER | gdalconstConstants.OF_VERBOSE_ERROR,
            null,
            new Vector<>(List.of(openOptions)));
    if (dataset == null) {
      throw InputFiles.notOpened(file, InputFiles.Wanted.RASTER);
    }
    if (dataset.GetRasterCount() == 0) {
      List<?> parts = dataset.GetMetadata_List("SUBDATASETS");
      dataset.delete();
      throw new InputException(
          file + " holds several rasters, or none",
          parts == null || parts.isEmpty()
              ? "Give a file with bands."
              : "Name one of them: gdalinfo lists them.");
    }
    try {
      Limits.check(dataset, file);
    } catch (InputException e) {
      dataset.delete();
      throw e;
    }
    return dataset;
  }

  /** The file's frame: reference system, geotransform, size. */
  static Grid grid(Dataset dataset, String file) {
    double[] t = dataset.GetGeoTransform();
    boolean placed = !isDefault(t);
    SpatialReference system = dataset.GetSpatialRef();
    if (!placed && dataset.GetGCPCount() > 0) {
      throw new InputException(
          file + " is placed by ground control points alone",
          "Rectify it first: gdalwarp -tps -r cubic %s rectified.tif".formatted(file));
    }
    if (!placed && hasRpc(dataset)) {
      throw new InputException(
          file + " is placed by rational polynomial coefficients (RPC) alone",
          "Rectify it first, best with a terrain model: gdalwarp -rpc -to RPC_DEM=dtm.tif -r cubic "
              + "%s rectified.tif".formatted(file));
    }
    if (!placed) {
      throw new InputException(
          "%s: no geotransform%s: it is not said where the image lies"
              .formatted(file, system == null ? " and no coordinate reference system" : ""),
          "Georeference it, for example with QGIS; or give the corners: gdal_translate -a_srs "
              + "EPSG:… -a_ullr ULX ULY LRX LRY %s placed.tif".formatted(file));
    }
    Affine affine = affine(t, file);
    if (system == null) {
      throw new InputException(
          file + ": no coordinate reference system",
          "Say which it is, for example: gdal_translate -a_srs EPSG:32645 %s fixed.tif"
              .formatted(file));
    }
    Crs crs = GdalCrs.of(system, file);
    return new Grid(crs, affine, dataset.getRasterXSize(), dataset.getRasterYSize());
  }

  /** The file's frame, where it says both where it lies and in which reference system. */
  static Optional<Grid> gridIfPlaced(Dataset dataset, String file) {
    return isDefault(dataset.GetGeoTransform()) || dataset.GetSpatialRef() == null
        ? Optional.empty()
        : Optional.of(grid(dataset, file));
  }

  /** The horizontal reference system in GDAL's own words, for GDAL; empty where there is none. */
  static String wkt(Dataset dataset) {
    if (dataset.GetSpatialRef() == null) {
      return "";
    }
    SpatialReference system = dataset.GetSpatialRef().Clone();
    try {
      // Where there is nothing to strip it may fail; the system is left as it was.
      Gdal.succeeds(system::StripVertical);
      return system.ExportToWkt();
    } finally {
      system.delete();
    }
  }

  /** A band by its number from 1. */
  static Band band(Dataset dataset, String file, int number) {
    int count = dataset.GetRasterCount();
    if (number < 1 || number > count) {
      throw new InputException(
          "%s has %s, band %d was asked for"
              .formatted(file, count == 1 ? "1 band" : count + " bands", number),
          "gdalinfo lists the bands; they are counted from 1.");
    }
    Band band = dataset.GetRasterBand(number);
    if (gdal.DataTypeIsComplex(band.getDataType()) != 0) {
      throw new InputException(
          "%s: band %d holds complex numbers".formatted(file, number),
          "Make an image of real numbers first, for example of their amplitude.");
    }
    return band;
  }

  /**
   * Reads one pixel of the last block of a band, its mask and its overviews: in most layouts a file
   * that was cut off lacks these. Cheap even for a large file.
   */
  static void checkComplete(Band band, String file, int number) {
    checkLastBlock(band, file, number);
    if ((band.GetMaskFlags() & gdalconstConstants.GMF_ALL_VALID) == 0) {
      checkLastBlock(band.GetMaskBand(), file, number);
    }
    for (int i = 0; i < band.GetOverviewCount(); i++) {
      Band overview = band.GetOverview(i);
      if (overview != null) {
        checkLastBlock(overview, file, number);
      }
    }
  }

  /** The refusal of pixels that cannot be read. */
  static InputException unreadable(String file, String what) {
    String reason = Gdal.lastError();
    return new InputException(
        "%s: %s cannot be read: %s".formatted(file, what, reason),
        "The file is damaged or incomplete: copy or download it again.",
        null,
        Remote.mayPass(file, reason));
  }

  private static void checkLastBlock(Band band, String file, int number) {
    Gdal.clearError();
    int code =
        band.ReadRaster(
            band.getXSize() - 1,
            band.getYSize() - 1,
            1,
            1,
            1,
            1,
            gdalconstConstants.GDT_Float64,
            new double[1]);
    if (code != gdalconstConstants.CE_None) {
      throw unreadable(file, "the last pixels of band " + number);
    }
  }

  private static Affine affine(double[] t, String file) {
    try {
      return Affine.ofGdal(t);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%s: its geotransform is %s".formatted(file, e.getMessage()),
          "Give the corners: gdal_translate -a_ullr ULX ULY LRX LRY %s fixed.tif".formatted(file),
          e);
    }
  }

  private static boolean hasRpc(Dataset dataset) {
    List<?> rpc = dataset.GetMetadata_List("RPC");
    return rpc != null && !rpc.isEmpty();
  }

  /** What GDAL answers for a file without a geotransform. */
  private static boolean isDefault(double[] t) {
    return t[0] == 0 && t[1] == 1 && t[2] == 0 && t[3] == 0 && t[4] == 0 && Math.abs(t[5]) == 1;
  }

  /** The colours of a palette image; null for others. */
  static ColorTable palette(Band band) {
    return band.GetRasterColorInterpretation() == gdalconstConstants.GCI_PaletteIndex
        ? band.GetRasterColorTable()
        : null;
  }
}
