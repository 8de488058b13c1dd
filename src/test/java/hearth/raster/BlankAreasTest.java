package hearth.raster;

import static hearth.raster.TestImage.UTM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holes that no file declares are not imagery; roofs of the same colour are. */
class BlankAreasTest {
  private static final int SIZE = 120;
  private static final Grid GRID = new Grid(UTM, Affine.northUp(350000, 3057000, 1, 1), SIZE, SIZE);
  private static final ImageryOptions DETECT = ImageryOptions.DEFAULT;
  private static final ImageryOptions KEEP = new ImageryOptions(List.of(), BlankPolicy.KEEP);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 255})
  void aLargeConstantAreaIsLeftOutAndASmallOneStays(int colour) {
    // 30 x 30 m at (20, 20), and a roof of 15 x 15 m at (80, 80).
    IntBinaryOperator f =
        ground((c, r) -> inside(c, r, 20, 20, 30) || inside(c, r, 80, 80, 15) ? colour : -1);
    String file = TestImage.bytes(SIZE, SIZE, f, f, f).tiff(folder.resolve("hole.tif"));
    ImageBlock block = read(file, DETECT, GRID.window());
    assertEquals(0, valid(block, 20, 20));
    assertEquals(0, valid(block, 49, 49));
    assertEquals(1, valid(block, 82, 82));
    assertEquals(1, valid(block, 60, 60));
    // The hole and one pixel around it.
    assertEquals(SIZE * SIZE - 32 * 32, count(block));
    assertEquals(SIZE * SIZE, count(read(file, KEEP, GRID.window())));
  }

  @Test
  void aColourThatIsExtremeInOneBandOnlyIsAColour() {
    IntBinaryOperator hole = ground((c, r) -> inside(c, r, 20, 20, 50) ? 255 : -1);
    IntBinaryOperator red = ground((c, r) -> inside(c, r, 20, 20, 50) ? 200 : -1);
    String file = TestImage.bytes(SIZE, SIZE, hole, red, hole).tiff(folder.resolve("a.tif"));
    assertEquals(SIZE * SIZE, count(read(file, DETECT, GRID.window())));
  }

  @Test
  void aHoleInAJpegIsLeftOutWithItsFringe() {
    IntBinaryOperator f = ground((c, r) -> inside(c, r, 21, 21, 44) ? 255 : -1);
    String file =
        TestImage.bytes(SIZE, SIZE, f, f, f)
            .options("COMPRESS=JPEG", "PHOTOMETRIC=YCBCR", "JPEG_QUALITY=75")
            .tiff(folder.resolve("jpeg.tif"));
    ImageBlock raw = read(file, KEEP, GRID.window());
    ImageBlock block = read(file, DETECT, GRID.window());
    int changed = 0;
    for (int r = 0; r < SIZE; r++) {
      for (int c = 0; c < SIZE; c++) {
        int i = r * SIZE + c;
        if (inside(c, r, 21, 21, 44)) {
          assertEquals(0, block.valid()[i], c + "," + r);
          changed += (raw.rgb()[i] & 0xff) < 253 ? 1 : 0;
        } else if (!inside(c, r, 12, 12, 62)) {
          assertEquals(1, block.valid()[i], c + "," + r);
        }
      }
    }
    assertTrue(changed > 0, "JPEG was expected to change some of the white");
  }

  @Test
  void anAreaThatTheWindowCutsNeedsAHundredSquareMetresInside() {
    IntBinaryOperator f = ground((c, r) -> c >= 60 ? 255 : -1);
    String file = TestImage.bytes(SIZE, SIZE, f, f, f).tiff(folder.resolve("east.tif"));
    ImageBlock block = read(file, DETECT, new PixelWindow(0, 40, 64, 30));
    // White from column 60 on, and one pixel more.
    assertEquals(59 * 30, count(block));
  }

  @Test
  void aRoofThatTheWindowCutsIsJudgedByWhatLiesAround() {
    // 15 x 15 m: seen as a whole, although the window shows only two columns of it.
    IntBinaryOperator f = ground((c, r) -> inside(c, r, 60, 50, 9) ? 255 : -1);
    String file = TestImage.bytes(SIZE, SIZE, f, f, f).tiff(folder.resolve("roof.tif"));
    ImageBlock block = read(file, DETECT, new PixelWindow(0, 40, 62, 30));
    assertEquals(62 * 30, count(block));
  }

  @Test
  void sixteenBitCornersAreLeftOut() {
    Random random = new Random(5);
    int[] noise = random.ints(SIZE * SIZE, 300, 2000).toArray();
    IntBinaryOperator f = (c, r) -> c + r < 50 ? 0 : noise[r * SIZE + c];
    String file =
        TestImage.of(SIZE, SIZE, gdalconstConstants.GDT_UInt16, f).tiff(folder.resolve("16.tif"));
    ImageBlock block = read(file, DETECT, GRID.window());
    assertEquals(0, valid(block, 0, 0));
    assertEquals(0, valid(block, 24, 24));
    assertEquals(1, valid(block, 40, 40));
  }

  @Test
  void theBlankPartOfAFileShowsTheFileBelow() {
    IntBinaryOperator below = (c, r) -> 77;
    IntBinaryOperator collar = ground((c, r) -> c < 50 ? 0 : -1);
    String first =
        TestImage.bytes(SIZE, SIZE, below, below, below).tiff(folder.resolve("below.tif"));
    String second =
        TestImage.bytes(SIZE, SIZE, collar, collar, collar).tiff(folder.resolve("collar.tif"));
    ImagerySource source = ImagerySource.open(List.of(first, second), DETECT);
    try (ImageReader reader = source.reader(GRID)) {
      ImageBlock block = reader.read(GRID.window());
      assertEquals(SIZE * SIZE, count(block));
      assertEquals(77, block.rgb()[20 * SIZE + 20]);
      assertEquals(0, reader.blankPixels(GRID.window()));
    }
  }

  @Test
  void blankPixelsAreCountedForTheReport() {
    IntBinaryOperator f = ground((c, r) -> inside(c, r, 20, 20, 30) ? 255 : -1);
    String file = TestImage.bytes(SIZE, SIZE, f, f, f).tiff(folder.resolve("hole.tif"));
    try (ImageReader reader = ImagerySource.open(List.of(file), DETECT).reader(GRID)) {
      assertEquals(0, reader.blankPixels(GRID.window()));
      reader.read(GRID.window());
      assertEquals(32 * 32, reader.blankPixels(GRID.window()));
      assertEquals(31 * 31, reader.blankPixels(new PixelWindow(0, 0, 50, 50)));
    }
  }

  /** Ground of middling noise; where the function is not negative, its value. */
  private static IntBinaryOperator ground(IntBinaryOperator special) {
    int[] noise = new Random(1).ints(SIZE * SIZE, 60, 190).toArray();
    return (c, r) -> special.applyAsInt(c, r) >= 0 ? special.applyAsInt(c, r) : noise[r * SIZE + c];
  }

  private static boolean inside(int c, int r, int column, int row, int size) {
    return c >= column && c < column + size && r >= row && r < row + size;
  }

  private static ImageBlock read(String file, ImageryOptions options, PixelWindow window) {
    try (ImageReader reader = ImagerySource.open(List.of(file), options).reader(GRID)) {
      return reader.read(window);
    }
  }

  private static int valid(ImageBlock block, int column, int row) {
    return block.valid()[row * block.width() + column];
  }

  private static int count(ImageBlock block) {
    int n = 0;
    for (byte v : block.valid()) {
      n += v;
    }
    return n;
  }
}
