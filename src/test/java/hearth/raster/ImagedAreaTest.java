package hearth.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

class ImagedAreaTest {
  private static final Grid WORK =
      new Grid(Crs.epsg(32645), Affine.northUp(1000, 2000, 0.5, 0.5), 100, 100);
  private static final PixelWindow BLOCK = new PixelWindow(-4, 12, 48, 48);
  private static final PixelWindow CORE = BLOCK.grow(-8);

  @Test
  void aFullCoreIsItsRectangle() {
    Geometry area = ImagedArea.of(block((c, r) -> true), CORE, BLOCK);
    assertEquals(5, area.getNumPoints());
    assertEquals(new Envelope(1002, 1018, 1974, 1990), area.getEnvelopeInternal());
  }

  @Test
  void nothingSeenIsEmpty() {
    assertTrue(ImagedArea.of(block((c, r) -> false), CORE, BLOCK).isEmpty());
  }

  @Test
  void cellsLieOnTheWorkingGridSoThatTilesAgree() {
    // Seen: everything west of column 21 of the working grid; cells begin at multiples of 8.
    Geometry area = ImagedArea.of(block((c, r) -> c < 21), CORE, BLOCK);
    assertTrue(area.isValid());
    assertEquals(new Envelope(1002, 1012, 1974, 1990), area.getEnvelopeInternal());
    assertEquals(10 * 16, area.getArea(), 1e-9);
  }

  @Test
  void aHoleIsAHole() {
    Geometry area =
        ImagedArea.of(block((c, r) -> c < 16 || c >= 24 || r < 32 || r >= 40), CORE, BLOCK);
    assertTrue(area.isValid());
    assertEquals(16 * 16 - 4 * 4, area.getArea(), 1e-9);
  }

  private interface Seen {
    boolean at(int column, int row);
  }

  private static ImageBlock block(Seen seen) {
    int n = BLOCK.width() * BLOCK.height();
    byte[] valid = new byte[n];
    for (int i = 0; i < n; i++) {
      int column = BLOCK.column() + i % BLOCK.width();
      int row = BLOCK.row() + i / BLOCK.width();
      valid[i] = (byte) (seen.at(column, row) ? 1 : 0);
    }
    return new ImageBlock(WORK.sub(BLOCK), new byte[3 * n], valid);
  }
}
