package hearth.geo;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The division of a grid into tiles: blocks of {@code tileSize} pixels whose cores, without the
 * halo, lie side by side from the grid's upper left corner on. The last cores reach beyond the grid
 * to the right and below, so that every block has the same size.
 *
 * @param grid working grid, at the ground resolution that the model wants
 * @param tileSize width and height of a block in pixels
 * @param halo width in pixels of the rim that a tile sees but does not own
 */
public record TileLattice(Grid grid, int tileSize, int halo) {
  public TileLattice {
    if (halo < 0 || tileSize <= 2 * halo) {
      throw new IllegalArgumentException(
          "a tile of %d px has no core inside a halo of %d px".formatted(tileSize, halo));
    }
  }

  public int coreSize() {
    return tileSize - 2 * halo;
  }

  public int columns() {
    return -Math.floorDiv(-grid.width(), coreSize());
  }

  public int rows() {
    return -Math.floorDiv(-grid.height(), coreSize());
  }

  public Tile tile(int column, int row) {
    if (column < 0 || column >= columns() || row < 0 || row >= rows()) {
      throw new IndexOutOfBoundsException("no tile " + column + "/" + row);
    }
    PixelWindow core =
        new PixelWindow(column * coreSize(), row * coreSize(), coreSize(), coreSize());
    return new Tile(column, row, core, core.grow(halo));
  }

  /** All tiles, row by row; computed when asked for, so that a large lattice takes no memory. */
  public List<Tile> tiles() {
    return new Tiles();
  }

  private final class Tiles extends AbstractList<Tile> implements RandomAccess {
    @Override
    public Tile get(int index) {
      return tile(index % columns(), index / columns());
    }

    @Override
    public int size() {
      return Math.multiplyExact(columns(), rows());
    }
  }
}
