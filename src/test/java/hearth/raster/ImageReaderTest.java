package hearth.raster;

import static hearth.raster.TestImage.UTM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;

/** Pixels land where they should, with the values they should have, whatever the file is like. */
class ImageReaderTest {
  private static final ImageryOptions KEEP_BLANK = new ImageryOptions(List.of(), BlankPolicy.KEEP);
  private static final Affine ONE_METRE = Affine.northUp(350000, 3057000, 1, 1);

  @TempDir Path folder;

  @Test
  void onItsOwnGridAnImageComesBackByteForByte() {
    int[] noise = new Random(7).ints(3 * 60 * 40, 0, 256).toArray();
    String file =
        TestImage.bytes(
                60,
                40,
                (c, r) -> noise[r * 60 + c],
                (c, r) -> noise[2400 + r * 60 + c],
                (c, r) -> noise[4800 + r * 60 + c])
            .tiff(folder.resolve("noise.tif"));
    ImageBlock block = read(new Grid(UTM, ONE_METRE, 60, 40), KEEP_BLANK, file);
    for (int i = 0; i < noise.length; i++) {
      assertEquals(noise[i], block.rgb()[i] & 0xff);
    }
    assertEquals(2400, count(block.valid()));
  }

  @Test
  void aPixelDoesNotDependOnTheWindowItIsReadIn() {
    String file = noise(300, 280).tiff(folder.resolve("noise.tif"));
    String tilted =
        noise(200, 200)
            .at(Crs.epsg(3857), rotated(9520461, 3202787, 1.1, 20))
            .tiff(folder.resolve("tilted.tif"));
    for (List<String> files : List.of(List.of(file), List.of(tilted), List.of(file, tilted))) {
      ImagerySource source = ImagerySource.open(files, KEEP_BLANK);
      // Coarser than the image, so that the kernel is wide.
      Grid grid = source.workingGrid(2.3);
      Grid part = new Grid(grid.crs(), grid.affine(), Math.min(grid.width(), 150), 120);
      try (ImageReader whole = source.reader(part);
          ImageReader pieces = source.reader(part)) {
        ImageBlock all = whole.read(part.window());
        for (PixelWindow w :
            List.of(
                new PixelWindow(3, 5, 17, 31),
                new PixelWindow(50, 60, 40, 40),
                new PixelWindow(-10, -10, 30, 30))) {
          ImageBlock piece = pieces.read(w);
          for (int r = Math.max(0, w.row()); r < w.endRow(); r++) {
            for (int c = Math.max(0, w.column()); c < w.endColumn(); c++) {
              int a = r * part.width() + c;
              int b = (r - w.row()) * w.width() + c - w.column();
              assertEquals(all.valid()[a], piece.valid()[b], w + " at " + c + "," + r);
              assertEquals(all.rgb()[a], piece.rgb()[b], w + " at " + c + "," + r);
            }
          }
        }
      }
    }
  }

  /** GDAL computes in chunks of its own, which begin where the grid begins. */
  @Test
  void aPixelDoesNotDependOnWhereTheGridBegins() {
    String file = noise(700, 500).tiff(folder.resolve("noise.tif"));
    String turned =
        noise(400, 400).at(UTM, rotated(350000, 3056800, 1, 20)).tiff(folder.resolve("turned.tif"));
    for (String image : List.of(file, turned)) {
      Grid grid = new Grid(UTM, Affine.northUp(350000, 3057000, 2.5, 2.5), 280, 200);
      PixelWindow inner = new PixelWindow(37, 21, 150, 130);
      ImageBlock all = read(grid, KEEP_BLANK, image);
      ImageBlock part = read(grid.sub(inner), KEEP_BLANK, image);
      int compared = 0;
      for (int r = 3; r < inner.height() - 3; r++) {
        for (int c = 3; c < inner.width() - 3; c++) {
          int a = (r + inner.row()) * grid.width() + c + inner.column();
          int b = r * inner.width() + c;
          assertEquals(all.valid()[a], part.valid()[b], c + "," + r);
          assertEquals(all.rgb()[a], part.rgb()[b], c + "," + r);
          compared += part.valid()[b];
        }
      }
      assertTrue(compared > 5000);
    }
  }

  @Test
  void aMarkInARotatedImageLandsWhereItsGeotransformSays() {
    Affine rotated = rotated(350000, 3057000, 0.8, 30);
    String file =
        TestImage.bytes(120, 90, mark(40, 20), mark(40, 20), mark(40, 20))
            .at(UTM, rotated)
            .tiff(folder.resolve("rotated.tif"));
    assertMarkAt(rotated.apply(42.5, 22.5), 0.05, 0.5, file);
  }

  @Test
  void aMarkInASouthUpImageLandsWhereItsGeotransformSays() {
    Affine southUp = new Affine(350000, 1, 0, 3056900, 0, 1);
    String file =
        TestImage.bytes(120, 90, mark(40, 20), mark(40, 20), mark(40, 20))
            .at(UTM, southUp)
            .tiff(folder.resolve("south.tif"));
    assertMarkAt(southUp.apply(42.5, 22.5), 0.05, 0.5, file);
  }

  @Test
  void pixelsInDegreesAreMadeSquareOnTheGround() {
    Affine degrees = Affine.northUp(25, 60.01, 0.00001, 0.000005);
    String file =
        TestImage.bytes(200, 200, mark(40, 120), mark(40, 120), mark(40, 120))
            .at(Crs.WGS84, degrees)
            .tiff(folder.resolve("degrees.tif"));
    ImagerySource source = ImagerySource.open(List.of(file), KEEP_BLANK);
    Grid grid = source.workingGrid(0.5);
    Coordinate a = grid.affine().apply(50, 100);
    Coordinate east = grid.affine().apply(51, 100);
    Coordinate south = grid.affine().apply(50, 101);
    assertEquals(0.5, ImageFile.metresBetween(Crs.WGS84, a, east), 1e-5);
    assertEquals(0.5, ImageFile.metresBetween(Crs.WGS84, a, south), 1e-5);
    assertMarkAt(degrees.apply(42.5, 122.5), 5e-7, 0.5, file);
  }

  @Test
  void coordinatesOnBothSidesOfZeroAreNoTrouble() {
    Affine aroundZero = Affine.northUp(-0.0005, 0.0004, 0.00001, 0.00001);
    String file =
        TestImage.bytes(100, 100, mark(40, 60), mark(40, 60), mark(40, 60))
            .at(Crs.WGS84, aroundZero)
            .tiff(folder.resolve("zero.tif"));
    assertMarkAt(aroundZero.apply(42.5, 62.5), 5e-7, 0.5, file);
  }

  @Test
  void workingPixelsAreMeasuredOnTheGround() {
    // Web Mercator: 1 m of its units at latitude 60 is half a metre on the ground.
    String mercator =
        noise(50, 50)
            .at(Crs.epsg(3857), Affine.northUp(2782987, 8399737, 1, 1))
            .tiff(folder.resolve("mercator.tif"));
    ImagerySource m = ImagerySource.open(List.of(mercator), KEEP_BLANK);
    assertEquals(0.5, m.groundResolution(), 0.005);
    assertEquals(2, m.workingGrid(1).affine().scaleX(), 0.02);
    // State plane in US survey feet.
    String feet =
        noise(50, 50)
            .at(Crs.epsg(2263), Affine.northUp(985000, 200000, 1, 1))
            .tiff(folder.resolve("feet.tif"));
    ImagerySource f = ImagerySource.open(List.of(feet), KEEP_BLANK);
    assertEquals(0.3048, f.groundResolution(), 1e-4);
    assertEquals(1 / 0.3048, f.workingGrid(1).affine().scaleX(), 1e-3);
  }

  @Test
  void theWorkingGridBeginsAtTheImagesCornerAndCoversIt() {
    String file = noise(101, 77).tiff(folder.resolve("a.tif"));
    ImagerySource source = ImagerySource.open(List.of(file), KEEP_BLANK);
    Grid grid = source.workingGrid(0.3);
    assertEquals(350000, grid.affine().originX());
    assertEquals(3057000, grid.affine().originY());
    assertTrue(grid.extent().covers(source.extent()));
    assertEquals(101 / 0.3, grid.width(), 1.2);
    assertEquals(77 / 0.3, grid.height(), 1.2);
  }

  @Test
  void onePanchromaticBandBecomesThree() {
    String file = TestImage.bytes(10, 10, (c, r) -> 10 * c + r).tiff(folder.resolve("pan.tif"));
    ImageBlock block = read(new Grid(UTM, ONE_METRE, 10, 10), KEEP_BLANK, file);
    assertEquals(34, block.rgb()[43]);
    assertEquals(34, block.rgb()[143]);
    assertEquals(34, block.rgb()[243]);
  }

  @Test
  void bandsAreTakenByColourAndByNumber() {
    // Stored blue, green, red, near infrared, as some satellites do.
    String file =
        TestImage.bytes(8, 8, (c, r) -> 10, (c, r) -> 20, (c, r) -> 30, (c, r) -> 40)
            .with(
                d -> {
                  d.GetRasterBand(1).SetRasterColorInterpretation(gdalconstConstants.GCI_BlueBand);
                  d.GetRasterBand(3).SetRasterColorInterpretation(gdalconstConstants.GCI_RedBand);
                })
            .options("PHOTOMETRIC=MINISBLACK")
            .tiff(folder.resolve("bgrn.tif"));
    Grid grid = new Grid(UTM, ONE_METRE, 8, 8);
    assertColour(30, 20, 10, read(grid, KEEP_BLANK, file), 9);
    ImageryOptions infrared = new ImageryOptions(List.of(4, 3, 2), BlankPolicy.KEEP);
    assertColour(40, 30, 20, read(grid, infrared, file), 9);
    ImageryOptions second = new ImageryOptions(List.of(2), BlankPolicy.KEEP);
    assertColour(20, 20, 20, read(grid, second, file), 9);
  }

  @Test
  void aPaletteIsLookedUp() {
    String file =
        TestImage.bytes(8, 8, (c, r) -> c < 4 ? 1 : 2)
            .with(
                d -> {
                  org.gdal.gdal.ColorTable table = new org.gdal.gdal.ColorTable();
                  table.SetColorEntry(1, new java.awt.Color(200, 100, 50));
                  table.SetColorEntry(2, new java.awt.Color(9, 9, 9));
                  d.GetRasterBand(1).SetRasterColorTable(table);
                  d.GetRasterBand(1)
                      .SetRasterColorInterpretation(gdalconstConstants.GCI_PaletteIndex);
                })
            .nodata(2)
            .tiff(folder.resolve("palette.tif"));
    ImageBlock block = read(new Grid(UTM, ONE_METRE, 8, 8), KEEP_BLANK, file);
    assertColour(200, 100, 50, block, 9);
    assertEquals(32, count(block.valid()));
  }

  @Test
  void sixteenBitsAreStretchedBetweenThe2ndAnd98thPercentile() {
    // 100 x 100 values 0..9999, each once; 0 counts as blank and is left out of the statistics.
    String file =
        TestImage.of(100, 100, gdalconstConstants.GDT_UInt16, (c, r) -> r * 100 + c)
            .tiff(folder.resolve("deep.tif"));
    ImagerySource source = ImagerySource.open(List.of(file), KEEP_BLANK);
    List<Stretch> stretches = source.stretches();
    assertEquals(3, stretches.size());
    assertEquals(new Stretch("UInt16", 0, 201, 9799), stretches.get(0));
    ImageBlock block = read(new Grid(UTM, ONE_METRE, 100, 100), KEEP_BLANK, file);
    assertEquals(0, block.rgb()[201] & 0xff);
    assertEquals(255, block.rgb()[9799] & 0xff);
    assertEquals(255, block.rgb()[9999] & 0xff);
    assertEquals(Math.round((5000 - 201) * 255.0 / (9799 - 201)), block.rgb()[5000] & 0xff);
    assertEquals(
        List.of(),
        ImagerySource.open(List.of(noise(9, 9).tiff(folder.resolve("8.tif"))), KEEP_BLANK)
            .stretches());
  }

  @Test
  void floatingPointIsStretchedAndNotANumberIsNotValid() {
    double[] values = new double[400];
    for (int i = 0; i < 400; i++) {
      values[i] = i % 20 < 5 ? Double.NaN : 0.1 + 0.001 * i;
    }
    String file =
        TestImage.of(20, 20, gdalconstConstants.GDT_Float32, values)
            .nodata(Double.NaN)
            .tiff(folder.resolve("float.tif"));
    ImageBlock block = read(new Grid(UTM, ONE_METRE, 20, 20), KEEP_BLANK, file);
    assertEquals(300, count(block.valid()));
    assertEquals(255, block.rgb()[399] & 0xff);
  }

  @Test
  void nodataIsNotValidOnlyWhereAllBandsHaveIt() {
    String file =
        TestImage.bytes(
                20,
                20,
                (c, r) -> c < 10 ? 0 : 50,
                (c, r) -> r < 10 ? 0 : 60,
                (c, r) -> c < 10 ? 0 : 70)
            .nodata(0)
            .tiff(folder.resolve("nodata.tif"));
    ImageBlock block = read(new Grid(UTM, ONE_METRE, 20, 20), KEEP_BLANK, file);
    assertEquals(300, count(block.valid()));
    assertEquals(0, block.valid()[0]);
    assertColour(0, 60, 0, block, 15 * 20 + 5);
    assertColour(50, 0, 70, block, 5 * 20 + 15);
  }

  @Test
  void alphaAndMaskBandsAreHonoured() {
    String alpha =
        TestImage.bytes(
                20, 20, (c, r) -> 90, (c, r) -> 90, (c, r) -> 90, (c, r) -> c < 12 ? 255 : 0)
            .lastIsAlpha()
            .tiff(folder.resolve("alpha.tif"));
    String grey =
        TestImage.bytes(20, 20, (c, r) -> 90, (c, r) -> c < 12 ? 255 : 0)
            .lastIsAlpha()
            .tiff(folder.resolve("grey.tif"));
    String deep =
        TestImage.of(
                20,
                20,
                gdalconstConstants.GDT_UInt16,
                (c, r) -> 900 + c,
                (c, r) -> 900,
                (c, r) -> 900,
                (c, r) -> c < 12 ? 65535 : 0)
            .lastIsAlpha()
            .tiff(folder.resolve("deep.tif"));
    String mask =
        TestImage.bytes(20, 20, (c, r) -> 90, (c, r) -> 90, (c, r) -> 90)
            .mask((c, r) -> c < 12 ? 255 : 0)
            .tiff(folder.resolve("mask.tif"));
    for (String file : List.of(alpha, grey, deep, mask)) {
      ImageBlock block = read(new Grid(UTM, ONE_METRE, 20, 20), KEEP_BLANK, file);
      assertEquals(240, count(block.valid()), file);
      assertEquals(1, block.valid()[11], file);
      assertEquals(0, block.valid()[12], file);
    }
  }

  @Test
  void nodataDoesNotBleedIntoItsNeighbours() {
    String file =
        TestImage.bytes(
                200,
                200,
                (c, r) -> c < 77 ? 0 : 200,
                (c, r) -> c < 77 ? 0 : 150,
                (c, r) -> c < 77 ? 0 : 99)
            .nodata(0)
            .tiff(folder.resolve("edge.tif"));
    for (double size : new double[] {0.37, 1.3, 2.9, 7.1}) {
      ImagerySource source = ImagerySource.open(List.of(file), KEEP_BLANK);
      try (ImageReader reader = source.reader(source.workingGrid(size))) {
        ImageBlock block = reader.read(reader.grid().window());
        int seen = 0;
        for (int i = 0; i < block.valid().length; i++) {
          if (block.valid()[i] == 1) {
            assertColour(200, 150, 99, block, i);
            seen++;
          }
        }
        double expected = 200 * 123 / (size * size);
        assertEquals(expected, seen, 2 * 200 / size);
      }
    }
  }

  @Test
  void downsamplingAveragesInsteadOfPickingPixels() {
    // A chequerboard: any single pixel is black or white, their mean is grey.
    for (boolean overviews : new boolean[] {false, true}) {
      Path path = folder.resolve("chequers" + overviews + ".tif");
      TestImage.bytes(512, 512, (c, r) -> (c + r) % 2 * 200).options("TILED=YES").tiff(path);
      if (overviews) {
        org.gdal.gdal.Dataset d = org.gdal.gdal.gdal.OpenEx(path.toString(), 1);
        assertEquals(0, d.BuildOverviews("AVERAGE", new int[] {2, 4}));
        d.delete();
      }
      ImagerySource source = ImagerySource.open(List.of(path.toString()), KEEP_BLANK);
      try (ImageReader reader = source.reader(source.workingGrid(8))) {
        ImageBlock block = reader.read(new PixelWindow(5, 5, 40, 40));
        for (int i = 0; i < 1600; i++) {
          assertEquals(100, block.rgb()[i] & 0xff, 2);
        }
      }
    }
  }

  @Test
  void laterFilesLieOnTopEachInItsOwnReferenceSystem() {
    String below =
        TestImage.bytes(100, 100, (c, r) -> 40, (c, r) -> 40, (c, r) -> 40)
            .tiff(folder.resolve("below.tif"));
    Coordinate corner = UTM.to(Crs.WGS84).apply(350050, 3056950);
    Affine degrees = Affine.northUp(corner.x, corner.y, 1e-5, 1e-5);
    String above =
        TestImage.bytes(100, 100, mark(30, 30), mark(30, 30), mark(30, 30))
            .at(Crs.WGS84, degrees)
            .tiff(folder.resolve("above.tif"));
    ImagerySource source = ImagerySource.open(List.of(below, above), KEEP_BLANK);
    assertEquals(UTM, source.crs());
    Coordinate mark = degrees.apply(32.5, 32.5);
    assertMarkAt(Crs.WGS84.to(UTM).apply(mark.x, mark.y), 0.05, 0.5, below, above);
    try (ImageReader reader = source.reader(source.workingGrid(1))) {
      ImageBlock block = reader.read(new PixelWindow(0, 0, 100, 100));
      assertColour(40, 40, 40, block, 10 * 100 + 10);
      assertColour(20, 20, 20, block, 60 * 100 + 60);
    }
    ImagerySource reversed = ImagerySource.open(List.of(above, below), KEEP_BLANK);
    assertEquals(Crs.WGS84, reversed.crs());
    Grid grid = reversed.workingGrid(1);
    Coordinate shared = grid.affine().inverse().apply(corner.x + 2e-4, corner.y - 2e-4);
    try (ImageReader reader = reversed.reader(grid)) {
      PixelWindow one = new PixelWindow((int) shared.x, (int) shared.y, 1, 1);
      assertColour(40, 40, 40, reader.read(one), 0);
    }
  }

  @Test
  void outsideTheImageryNothingIsValid() {
    String file = noise(30, 30).tiff(folder.resolve("a.tif"));
    ImagerySource source = ImagerySource.open(List.of(file), KEEP_BLANK);
    try (ImageReader reader = source.reader(source.workingGrid(1))) {
      assertTrue(reader.read(new PixelWindow(500, 0, 20, 20)).isEmpty());
      assertTrue(reader.read(new PixelWindow(-50, -50, 50, 50)).isEmpty());
      ImageBlock corner = reader.read(new PixelWindow(-5, -5, 10, 10));
      assertFalse(corner.isEmpty());
      assertEquals(25, count(corner.valid()));
      assertEquals(0, corner.rgb()[0]);
    }
  }

  @Test
  void fingerprintsFollowTheContent() throws IOException {
    Path a = folder.resolve("a.tif");
    noise(300, 300).tiff(a);
    String first = ImagerySource.open(List.of(a.toString()), KEEP_BLANK).fingerprints().get(0);
    assertEquals(
        first, ImagerySource.open(List.of(a.toString()), KEEP_BLANK).fingerprints().get(0));
    byte[] bytes = Files.readAllBytes(a);
    bytes[bytes.length / 2] ^= 1;
    Files.write(a, bytes);
    String second = ImagerySource.open(List.of(a.toString()), KEEP_BLANK).fingerprints().get(0);
    assertFalse(first.equals(second));
  }

  @Test
  void nothingIsWrittenBesideTheImagery() throws IOException {
    String file =
        TestImage.of(100, 100, gdalconstConstants.GDT_UInt16, (c, r) -> r * 100 + c)
            .nodata(0)
            .tiff(folder.resolve("deep.tif"));
    ImagerySource source = ImagerySource.open(List.of(file), ImageryOptions.DEFAULT);
    try (ImageReader reader = source.reader(source.workingGrid(0.7))) {
      reader.read(reader.grid().window());
    }
    try (Stream<Path> list = Files.list(folder)) {
      assertEquals(List.of(Path.of(file)), list.toList());
    }
  }

  @Test
  @Timeout(60)
  void readersInSeveralThreadsGiveTheSameBytes() throws Exception {
    String file = noise(400, 400).tiff(folder.resolve("a.tif"));
    Path vrt =
        Files.writeString(
            folder.resolve("a.vrt"),
            org.gdal.gdal.gdal.GetDriverByName("VRT")
                .CreateCopy("", org.gdal.gdal.gdal.OpenEx(file))
                .GetMetadata_List("xml:VRT")
                .get(0)
                .toString());
    ImagerySource source = ImagerySource.open(List.of(vrt.toString()), KEEP_BLANK);
    Grid grid = source.workingGrid(0.9);
    ImageBlock expected;
    try (ImageReader reader = source.reader(grid)) {
      expected = reader.read(grid.window());
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(
            threads.submit(
                () -> {
                  try (ImageReader reader = source.reader(grid)) {
                    return reader.read(grid.window()).rgb();
                  }
                }));
      }
      for (Future<byte[]> result : results) {
        assertArrayEquals(expected.rgb(), result.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void twoReadersGiveTheSameBytes() {
    String file = noise(200, 200).tiff(folder.resolve("a.tif"));
    Grid grid = ImagerySource.open(List.of(file), KEEP_BLANK).workingGrid(0.83);
    assertArrayEquals(read(grid, KEEP_BLANK, file).rgb(), read(grid, KEEP_BLANK, file).rgb());
  }

  private static ImageBlock read(Grid grid, ImageryOptions options, String... files) {
    try (ImageReader reader = ImagerySource.open(List.of(files), options).reader(grid)) {
      return reader.read(grid.window());
    }
  }

  /** 5 x 5 bright pixels on a dark ground, the first at (column, row). */
  private static java.util.function.IntBinaryOperator mark(int column, int row) {
    return (c, r) -> c >= column && c < column + 5 && r >= row && r < row + 5 ? 240 : 20;
  }

  private static TestImage noise(int width, int height) {
    int[] noise = new Random(3).ints(width * height, 1, 255).toArray();
    java.util.function.IntBinaryOperator f = (c, r) -> noise[r * width + c];
    return TestImage.bytes(width, height, f, f, f);
  }

  private static Affine rotated(double x, double y, double pixel, double degrees) {
    double cos = pixel * Math.cos(Math.toRadians(degrees));
    double sin = pixel * Math.sin(Math.toRadians(degrees));
    return new Affine(x, cos, sin, y, sin, -cos);
  }

  /** The centre of what is bright lies at a position of the mosaic's reference system. */
  private static void assertMarkAt(
      Coordinate expected, double tolerance, double pixel, String... files) {
    ImagerySource source = ImagerySource.open(List.of(files), KEEP_BLANK);
    Grid grid = source.workingGrid(pixel);
    try (ImageReader reader = source.reader(grid)) {
      ImageBlock block = reader.read(grid.window());
      double x = 0;
      double y = 0;
      double sum = 0;
      for (int r = 0; r < grid.height(); r++) {
        for (int c = 0; c < grid.width(); c++) {
          double brightness = Math.max(0, (block.rgb()[r * grid.width() + c] & 0xff) - 60);
          Coordinate p = grid.centre(c, r);
          x += p.x * brightness;
          y += p.y * brightness;
          sum += brightness;
        }
      }
      assertTrue(sum > 0);
      assertEquals(expected.x, x / sum, tolerance);
      assertEquals(expected.y, y / sum, tolerance);
    }
  }

  private static void assertColour(int red, int green, int blue, ImageBlock block, int pixel) {
    int n = block.valid().length;
    assertEquals(
        List.of(1, red, green, blue),
        List.of(
            (int) block.valid()[pixel],
            block.rgb()[pixel] & 0xff,
            block.rgb()[n + pixel] & 0xff,
            block.rgb()[2 * n + pixel] & 0xff));
  }

  private static int count(byte[] valid) {
    int n = 0;
    for (byte v : valid) {
      n += v;
    }
    return n;
  }
}
