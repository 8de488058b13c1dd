package hearth.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import hearth.geo.Affine;
import hearth.geo.Crs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.gdal.osr.SpatialReference;

/** Makes small images for tests, by GDAL. */
final class TestImage {
  /** UTM zone 45 north, where Banepa lies. */
  static final Crs UTM = Crs.epsg(32645);

  private final int width;
  private final int height;
  private final int type;
  private final double[][] bands;
  private Crs crs = UTM;
  private Affine affine = Affine.northUp(350000, 3057000, 1, 1);
  private Consumer<Dataset> more = d -> {};
  private List<String> options = List.of();

  private TestImage(int width, int height, int type, double[][] bands) {
    this.width = width;
    this.height = height;
    this.type = type;
    this.bands = bands;
  }

  /** 8-bit image; a function of column and row for each band. */
  static TestImage bytes(int width, int height, IntBinaryOperator... bands) {
    return of(width, height, gdalconstConstants.GDT_Byte, bands);
  }

  static TestImage of(int width, int height, int type, IntBinaryOperator... bands) {
    Gdal.initialise();
    double[][] values = new double[bands.length][width * height];
    for (int b = 0; b < bands.length; b++) {
      for (int i = 0; i < width * height; i++) {
        values[b][i] = bands[b].applyAsInt(i % width, i / width);
      }
    }
    return new TestImage(width, height, type, values);
  }

  static TestImage of(int width, int height, int type, double[]... bands) {
    Gdal.initialise();
    return new TestImage(width, height, type, bands);
  }

  TestImage at(Crs newCrs, Affine newAffine) {
    crs = newCrs;
    affine = newAffine;
    return this;
  }

  TestImage with(Consumer<Dataset> change) {
    Consumer<Dataset> before = more;
    more = before.andThen(change);
    return this;
  }

  TestImage nodata(double value) {
    return with(
        d -> {
          for (int b = 1; b <= bands.length; b++) {
            d.GetRasterBand(b).SetNoDataValue(value);
          }
        });
  }

  TestImage lastIsAlpha() {
    return with(
        d ->
            d.GetRasterBand(bands.length)
                .SetRasterColorInterpretation(gdalconstConstants.GCI_AlphaBand));
  }

  /** A mask band, kept inside the file. */
  TestImage mask(IntBinaryOperator mask) {
    return with(
        d -> {
          gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES");
          assertEquals(0, d.CreateMaskBand(gdalconstConstants.GMF_PER_DATASET));
          double[] values = new double[width * height];
          Arrays.setAll(values, i -> mask.applyAsInt(i % width, i / width));
          write(d.GetRasterBand(1).GetMaskBand(), values);
        });
  }

  TestImage options(String... creationOptions) {
    options = List.of(creationOptions);
    return this;
  }

  /** Writes a GeoTIFF. */
  String tiff(Path file) {
    Dataset made = inMemory();
    Dataset copy =
        gdal.GetDriverByName("GTiff").CreateCopy(file.toString(), made, 0, new Vector<>(options));
    assertNotNull(copy, gdal.GetLastErrorMsg());
    copy.delete();
    made.delete();
    return file.toString();
  }

  private Dataset inMemory() {
    Dataset d =
        gdal.GetDriverByName("MEM").Create("", width, height, bands.length, type, new Vector<>());
    if (affine != null) {
      d.SetGeoTransform(affine.toGdal());
    }
    if (crs != null) {
      SpatialReference system = GdalCrs.toGdal(crs);
      d.SetSpatialRef(system);
      system.delete();
    }
    for (int b = 0; b < bands.length; b++) {
      write(d.GetRasterBand(b + 1), bands[b]);
      if (bands.length >= 3 && b < 3) {
        d.GetRasterBand(b + 1).SetRasterColorInterpretation(gdalconstConstants.GCI_RedBand + b);
      }
    }
    more.accept(d);
    return d;
  }

  private void write(org.gdal.gdal.Band band, double[] values) {
    assertEquals(
        0,
        band.WriteRaster(
            0, 0, width, height, width, height, gdalconstConstants.GDT_Float64, values));
  }
}
