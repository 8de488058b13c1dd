package hearth.raster;

import static hearth.raster.TestImage.UTM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.raster.RasterBand.Overview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.gdal.gdal.Band;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.InfoOptions;
import org.gdal.gdal.gdal;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that GDAL calls cloud optimised, whose totals are the same at every level. */
class RasterWriterTest {
  /** Odd numbers, so that the last cells of a level have no neighbour. */
  private static final int WIDTH = 1301;

  private static final int HEIGHT = 1027;
  private static final Grid GRID =
      new Grid(UTM, Affine.northUp(350000, 3057000, 30, 30), WIDTH, HEIGHT);

  @TempDir Path folder;

  private final float[] persons = persons();

  @Test
  void gdalCallsItACogWithNamesNodataAndTags() {
    Path file = write("population.tif");
    Dataset d = gdal.OpenEx(file.toString());
    try {
      String info = gdal.GDALInfo(d, new InfoOptions(new java.util.Vector<>()));
      assertTrue(info.contains("LAYOUT=COG"), info);
      assertTrue(info.contains("COMPRESSION=DEFLATE"), info);
      assertTrue(info.contains("Overviews: 651x514, 326x257"), info);
      assertTrue(info.contains("Description = persons"), info);
      assertTrue(info.contains("NoData Value=-9999"), info);
      assertTrue(info.contains("census=2021 figures"), info);
      assertTrue(info.contains("ID[\"EPSG\",32645]"), info);
    } finally {
      d.delete();
    }
  }

  @Test
  void valuesComeBackAndNotANumberIsNodata() {
    Path file = write("population.tif");
    try (FloatRaster raster = FloatRaster.open(file.toString(), 1)) {
      assertEquals(GRID, raster.grid());
      assertArrayEquals(persons, raster.read(GRID.window()).values());
    }
  }

  @Test
  void everyOverviewOfPersonsHasTheSameTotal() {
    Path file = write("population.tif");
    double total = 0;
    for (float p : persons) {
      total += Float.isNaN(p) ? 0 : p;
    }
    Dataset d = gdal.OpenEx(file.toString());
    try {
      Band band = d.GetRasterBand(1);
      assertEquals(2, band.GetOverviewCount());
      for (int i = 0; i < band.GetOverviewCount(); i++) {
        double sum = 0;
        for (double v : pixels(band.GetOverview(i))) {
          sum += v == RasterWriter.NODATA ? 0 : v;
        }
        assertEquals(total, sum, total * 1e-6, "level " + i);
      }
    } finally {
      d.delete();
    }
  }

  @Test
  void aCoarseCellIsNodataOnlyWhereAllFourAre() {
    Path file = write("population.tif");
    Dataset d = gdal.OpenEx(file.toString());
    try {
      for (int b = 1; b <= 2; b++) {
        Band overview = d.GetRasterBand(b).GetOverview(0);
        double[] coarse = pixels(overview);
        for (int r = 0; r < overview.getYSize(); r++) {
          for (int c = 0; c < overview.getXSize(); c++) {
            int known = 0;
            double sum = 0;
            for (int y = 2 * r; y < Math.min(HEIGHT, 2 * r + 2); y++) {
              for (int x = 2 * c; x < Math.min(WIDTH, 2 * c + 2); x++) {
                float v = persons[y * WIDTH + x];
                known += Float.isNaN(v) ? 0 : 1;
                sum += Float.isNaN(v) ? 0 : v;
              }
            }
            double expected = known == 0 ? RasterWriter.NODATA : b == 1 ? sum : sum / known;
            assertEquals(expected, coarse[r * overview.getXSize() + c], 1e-3);
          }
        }
      }
    } finally {
      d.delete();
    }
  }

  @Test
  void densitiesAreWeightedByGroundArea() {
    // From 89.9° north southwards: the second row of cells is three times as large as the first.
    Grid degrees = new Grid(Crs.WGS84, Affine.northUp(10, 90, 0.1, 0.1), 1, 600);
    float[] values = new float[600];
    values[0] = 100;
    values[1] = 200;
    Path file = folder.resolve("pole.tif");
    RasterWriter.writeCog(
        file,
        degrees,
        List.of(new RasterBand("density", Overview.MEAN, FloatBlocks.of(values, 1))),
        Map.of());
    Dataset d = gdal.OpenEx(file.toString());
    assertEquals(175, pixels(d.GetRasterBand(1).GetOverview(0))[0], 0.01);
    d.delete();
  }

  @Test
  void writingTwiceGivesTheSameBytesAndLeavesNothingElse() throws IOException {
    Path first = write("a.tif");
    Path second = write("b.tif");
    write("b.tif"); // over an existing file
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    try (Stream<Path> list = Files.list(folder)) {
      assertEquals(List.of(first, second), list.sorted().toList());
    }
  }

  @Test
  void valuesAreAskedForInWindowsThatCoverTheGridOnce() {
    int[] seen = new int[WIDTH * HEIGHT];
    List<PixelWindow> windows = new ArrayList<>();
    FloatBlocks counting =
        w -> {
          windows.add(w);
          for (int r = w.row(); r < w.endRow(); r++) {
            for (int c = w.column(); c < w.endColumn(); c++) {
              seen[r * WIDTH + c]++;
            }
          }
          return new float[w.width() * w.height()];
        };
    RasterWriter.writeCog(
        folder.resolve("a.tif"),
        GRID,
        List.of(new RasterBand("zero", Overview.SUM, counting)),
        Map.of());
    for (int s : seen) {
      assertEquals(1, s);
    }
    assertTrue(windows.stream().allMatch(w -> w.width() <= 512 && w.height() <= 512));
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsRefused() {
    Path missing = folder.resolve("missing/a.tif");
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                RasterWriter.writeCog(
                    missing,
                    GRID,
                    List.of(new RasterBand("p", Overview.SUM, FloatBlocks.of(persons, WIDTH))),
                    Map.of()));
    assertTrue(e.getMessage().contains("its folder does not exist"), e.getMessage());
  }

  @Test
  void aSourceThatFailsLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("a.tif");
    Files.writeString(file, "before");
    FloatBlocks failing =
        w -> {
          throw new IllegalStateException("no figures");
        };
    assertThrows(
        IllegalStateException.class,
        () ->
            RasterWriter.writeCog(
                file, GRID, List.of(new RasterBand("p", Overview.SUM, failing)), Map.of()));
    assertEquals("before", Files.readString(file));
    try (Stream<Path> list = Files.list(folder)) {
      assertEquals(List.of(file), list.toList());
    }
  }

  @Test
  void aReferenceSystemWithoutACodeComesBack() {
    Crs laea =
        Crs.parse(
            "PROJCS[\"own\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS"
                + " 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\","
                + "0.0174532925199433]],PROJECTION[\"Lambert_Azimuthal_Equal_Area\"],"
                + "PARAMETER[\"latitude_of_center\",27],PARAMETER[\"longitude_of_center\",85],"
                + "PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1]]");
    Grid grid = new Grid(laea, Affine.northUp(0, 0, 10, 10), 3, 2);
    Path file = folder.resolve("own.tif");
    RasterWriter.writeCog(
        file,
        grid,
        List.of(new RasterBand("p", Overview.SUM, FloatBlocks.of(new float[6], 3))),
        Map.of());
    try (FloatRaster raster = FloatRaster.open(file.toString(), 1)) {
      var back = raster.grid().crs().to(Crs.WGS84).apply(1000, 2000);
      var expected = laea.to(Crs.WGS84).apply(1000, 2000);
      assertEquals(expected.x, back.x, 1e-9);
      assertEquals(expected.y, back.y, 1e-9);
    }
  }

  private Path write(String name) {
    Path file = folder.resolve(name);
    RasterWriter.writeCog(
        file,
        GRID,
        List.of(
            new RasterBand("persons", Overview.SUM, FloatBlocks.of(persons, WIDTH)),
            new RasterBand("persons_per_km2", Overview.MEAN, FloatBlocks.of(persons, WIDTH))),
        Map.of("census", "2021 figures", "rule", "floor-area"));
    return file;
  }

  private static float[] persons() {
    Random random = new Random(11);
    float[] values = new float[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++) {
      int kind = random.nextInt(10);
      boolean west = i % WIDTH < 300;
      values[i] = west && kind < 8 ? Float.NaN : kind < 3 ? 0 : random.nextFloat() * 20;
    }
    return values;
  }

  private static double[] pixels(Band band) {
    int w = band.getXSize();
    int h = band.getYSize();
    double[] values = new double[w * h];
    assertEquals(0, band.ReadRaster(0, 0, w, h, w, h, gdalconstConstants.GDT_Float64, values));
    return values;
  }
}
