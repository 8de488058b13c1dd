package hearth.raster;

import static hearth.raster.TestImage.UTM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.geo.Affine;
import hearth.geo.PixelWindow;
import java.nio.file.Path;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatRasterTest {
  private static final float NAN = Float.NaN;

  @TempDir Path folder;

  @Test
  void nodataIsNotANumberAndScaleOffsetAndUnitAreHonoured() {
    String file =
        TestImage.of(3, 2, gdalconstConstants.GDT_Int16, new double[] {0, 1, 2, 10, -32768, 5})
            .nodata(-32768)
            .with(
                d -> {
                  d.GetRasterBand(1).SetScale(0.5);
                  d.GetRasterBand(1).SetOffset(100);
                  d.GetRasterBand(1).SetUnitType("m");
                })
            .tiff(folder.resolve("dsm.tif"));
    try (FloatRaster raster = FloatRaster.open(file, 1)) {
      assertEquals("m", raster.unit());
      assertEquals(1, raster.bandCount());
      assertArrayEquals(
          new float[] {100, 100.5f, 101, 105, NAN, 102.5f},
          raster.read(new PixelWindow(0, 0, 3, 2)).values());
    }
  }

  @Test
  void whatLiesOutsideIsNotANumber() {
    String file =
        TestImage.of(2, 2, gdalconstConstants.GDT_Float32, new double[] {1, 2, 3, 4})
            .tiff(folder.resolve("a.tif"));
    try (FloatRaster raster = FloatRaster.open(file, 1)) {
      FloatBlock block = raster.read(new PixelWindow(-1, 1, 4, 2));
      assertArrayEquals(new float[] {NAN, 3, 4, NAN, NAN, NAN, NAN, NAN}, block.values());
      assertEquals(raster.grid().affine().apply(-1, 1), block.grid().affine().apply(0, 0));
      assertEquals(4f, block.at(2, 0));
      assertArrayEquals(new float[] {NAN}, raster.read(new PixelWindow(9, 9, 1, 1)).values());
    }
  }

  @Test
  void infinityMasksAndFloatNodataAreNotANumber() {
    double lowest = -3.4028234663852886e38;
    String file =
        TestImage.of(
                4,
                1,
                gdalconstConstants.GDT_Float32,
                new double[] {lowest, Double.POSITIVE_INFINITY, Double.NaN, 7})
            .nodata(lowest)
            .tiff(folder.resolve("nodata.tif"));
    String masked =
        TestImage.of(4, 1, gdalconstConstants.GDT_Float32, new double[] {1, 2, 3, 7})
            .mask((c, r) -> c == 3 ? 255 : 0)
            .tiff(folder.resolve("mask.tif"));
    for (String f : new String[] {file, masked}) {
      try (FloatRaster raster = FloatRaster.open(f, 1)) {
        assertArrayEquals(
            new float[] {NAN, NAN, NAN, 7}, raster.read(new PixelWindow(0, 0, 4, 1)).values());
      }
    }
  }

  @Test
  void aRotatedGridIsKept() {
    Affine rotated = new Affine(350000, 0.8, 0.6, 3057000, 0.6, -0.8);
    String file =
        TestImage.of(2, 2, gdalconstConstants.GDT_Float32, new double[] {1, 2, 3, 4})
            .at(UTM, rotated)
            .tiff(folder.resolve("r.tif"));
    try (FloatRaster raster = FloatRaster.open(file, 1)) {
      assertEquals(rotated, raster.grid().affine());
    }
  }

  @Test
  void aClosedRasterIsNotRead() {
    String file =
        TestImage.of(2, 2, gdalconstConstants.GDT_Float32, new double[] {1, 2, 3, 4})
            .tiff(folder.resolve("a.tif"));
    FloatRaster raster = FloatRaster.open(file, 1);
    raster.close();
    raster.close();
    assertThrows(IllegalStateException.class, () -> raster.read(new PixelWindow(0, 0, 1, 1)));
  }
}
