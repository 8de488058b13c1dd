package hearth.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.vector.VectorLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/** Checks on real imagery, where a folder with it lies beside the checkout. */
class SharedImageryTest {
  private static final Path DATA = Path.of("..", "shared", "data");

  @Test
  void aWhiteHoleThatNoFileDeclaresIsNotImagery() {
    ImagerySource source = open("banepa-nepal-unlabelled/imagery.tif");
    Grid grid = source.workingGrid(0.265);
    try (ImageReader reader = source.reader(grid)) {
      ImageBlock block = reader.read(grid.window());
      int white = 0;
      int invalid = 0;
      int n = grid.width() * grid.height();
      for (int i = 0; i < n; i++) {
        invalid += 1 - block.valid()[i];
        boolean bright =
            (block.rgb()[i] & 0xff) > 250
                && (block.rgb()[n + i] & 0xff) > 250
                && (block.rgb()[2 * n + i] & 0xff) > 250;
        white += bright && block.valid()[i] == 1 ? 1 : 0;
      }
      // About 8 % of the area is a hole; what is left of white are glints.
      assertEquals(0.087, (double) invalid / n, 0.006);
      assertTrue(white < 0.002 * n, white + " white pixels are left");
    }
  }

  @Test
  void theHoleIsTheSameInSmallBlocks() {
    ImagerySource source = open("banepa-nepal-unlabelled/imagery.tif");
    Grid grid = source.workingGrid(0.265);
    try (ImageReader whole = source.reader(grid);
        ImageReader tiles = source.reader(grid)) {
      ImageBlock all = whole.read(grid.window());
      int different = 0;
      for (int row = 0; row < grid.height(); row += 200) {
        for (int column = 0; column < grid.width(); column += 200) {
          PixelWindow w = new PixelWindow(column, row, 200, 200).intersection(grid.window());
          ImageBlock block = tiles.read(w.grow(20));
          for (int r = w.row(); r < w.endRow(); r++) {
            for (int c = w.column(); c < w.endColumn(); c++) {
              int i = (r - w.row() + 20) * (w.width() + 40) + c - w.column() + 20;
              different += all.valid()[r * grid.width() + c] == block.valid()[i] ? 0 : 1;
            }
          }
        }
      }
      assertEquals(0, different);
    }
  }

  @Test
  void nodataBetweenTwoBlocksIsNotImagery() {
    ImagerySource source = open("kampala-uganda-south/imagery.tif");
    Grid grid = source.workingGrid(0.265);
    try (ImageReader reader = source.reader(grid)) {
      ImageBlock block = reader.read(grid.window());
      int valid = 0;
      for (byte v : block.valid()) {
        valid += v;
      }
      // Two thirds of the frame.
      assertEquals(2.0 / 3, (double) valid / block.valid().length, 0.01);
    }
  }

  @Test
  void sixteenBitPanchromaticImageryHasContrast() {
    ImagerySource source = open("atlanta-usa/imagery.tif");
    assertEquals(Crs.epsg(32616), source.crs());
    assertEquals(0.5, source.groundResolution(), 0.001);
    Grid grid = source.workingGrid(0.5);
    try (ImageReader reader = source.reader(grid)) {
      ImageBlock block = reader.read(new PixelWindow(100, 100, 600, 600));
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 360_000; i++) {
        double v = block.rgb()[i] & 0xff;
        sum += v;
        squares += v * v;
      }
      double mean = sum / 360_000;
      assertEquals(90, mean, 40);
      assertTrue(Math.sqrt(squares / 360_000 - mean * mean) > 40);
    }
  }

  /**
   * Roofs and the ground around them differ most when outlines lie on the roofs: read with the
   * outlines moved by 2 m in any direction, the difference is smaller.
   */
  @Test
  void outlinesLieOnTheRoofsOfWhatIsRead() {
    ImagerySource source = open("banepa-region/train-west.tif");
    Grid grid = source.workingGrid(0.265);
    PixelWindow window = new PixelWindow(300, 1200, 1500, 1500);
    double[] score = new double[9];
    try (ImageReader reader = source.reader(grid);
        VectorLayer outlines =
            VectorLayer.open(DATA.resolve("banepa-region/train-west.geojson").toString(), null)) {
      ImageBlock block = reader.read(window);
      Affine toPixel = block.grid().affine().inverse();
      CrsTransform transform = outlines.crs().to(source.crs());
      outlines.forEach(
          issue -> {},
          f -> {
            Geometry g = toPixel.toJts().transform(transform.apply(f.geometry()));
            for (int k = 0; k < 9; k++) {
              score[k] += edgeStrength(block, g, 8 * (k % 3 - 1), 8 * (k / 3 - 1));
            }
          });
    }
    for (int k = 0; k < 9; k++) {
      assertTrue(k == 4 || score[4] > 1.05 * score[k], "shift " + k + ": " + score[k]);
    }
  }

  /** Brightness step across the outline, at every vertex-to-vertex middle. */
  private static double edgeStrength(ImageBlock block, Geometry outline, int dx, int dy) {
    Coordinate[] ring = outline.getCoordinates();
    double sum = 0;
    for (int i = 0; i + 1 < ring.length; i++) {
      double x = (ring[i].x + ring[i + 1].x) / 2 + dx;
      double y = (ring[i].y + ring[i + 1].y) / 2 + dy;
      double length = ring[i].distance(ring[i + 1]);
      if (length < 8) {
        continue;
      }
      double nx = (ring[i + 1].y - ring[i].y) / length * 2;
      double ny = -(ring[i + 1].x - ring[i].x) / length * 2;
      sum += Math.abs(grey(block, x + nx, y + ny) - grey(block, x - nx, y - ny));
    }
    return sum;
  }

  private static double grey(ImageBlock block, double x, double y) {
    int c = (int) Math.floor(x);
    int r = (int) Math.floor(y);
    if (c < 0 || r < 0 || c >= block.width() || r >= block.height()) {
      return 0;
    }
    int n = block.width() * block.height();
    int i = r * block.width() + c;
    return (block.rgb()[i] & 0xff) + (block.rgb()[n + i] & 0xff) + (block.rgb()[2 * n + i] & 0xff);
  }

  private static ImagerySource open(String file) {
    Path path = DATA.resolve(file);
    assumeTrue(Files.exists(path), "no " + path);
    return ImagerySource.open(List.of(path.toString()), ImageryOptions.DEFAULT);
  }
}
