package hearth.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileLatticeTest {
  @ParameterizedTest
  @CsvSource({"100, 70, 32, 4", "64, 64, 32, 0", "1, 1, 32, 8", "129, 33, 40, 4"})
  void coresCoverTheGridOnce(int width, int height, int size, int halo) {
    Grid grid = new Grid(Crs.epsg(32645), Affine.northUp(0, 0, 1, 1), width, height);
    TileLattice lattice = new TileLattice(grid, size, halo);
    int[] owners = new int[width * height];
    for (Tile tile : lattice.tiles()) {
      assertEquals(size, tile.block().width());
      assertEquals(size, tile.block().height());
      assertEquals(tile.block(), tile.core().grow(halo));
      PixelWindow own = tile.core().intersection(grid.window());
      assertTrue(!own.isEmpty(), tile.name());
      for (int r = own.row(); r < own.endRow(); r++) {
        for (int c = own.column(); c < own.endColumn(); c++) {
          owners[r * width + c]++;
        }
      }
    }
    for (int n : owners) {
      assertEquals(1, n);
    }
  }

  @Test
  void aHaloThatLeavesNoCoreIsRefused() {
    Grid grid = new Grid(Crs.epsg(32645), Affine.northUp(0, 0, 1, 1), 9, 9);
    assertThrows(IllegalArgumentException.class, () -> new TileLattice(grid, 16, 8));
    assertThrows(IllegalArgumentException.class, () -> new TileLattice(grid, 16, -1));
    TileLattice lattice = new TileLattice(grid, 16, 4);
    assertThrows(IndexOutOfBoundsException.class, () -> lattice.tile(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> lattice.tile(0, -1));
  }

  @Test
  void aTileWhoseCoreLeavesItsBlockIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tile(0, 0, new PixelWindow(0, 0, 5, 5), new PixelWindow(1, 0, 5, 5)));
  }
}
