package hearth.geo;

import java.util.Objects;

/**
 * A piece of the working grid that is processed as one.
 *
 * @param column place in the lattice, from 0
 * @param row place in the lattice, from 0
 * @param core the pixels the tile owns; cores of a lattice cover the grid without overlap
 * @param block core and halo: the pixels the tile may look at, and what the model is given. It may
 *     reach beyond the grid
 */
public record Tile(int column, int row, PixelWindow core, PixelWindow block) {
  public Tile {
    Objects.requireNonNull(core, "core");
    Objects.requireNonNull(block, "block");
    if (!block.intersection(core).equals(core)) {
      throw new IllegalArgumentException("the core " + core + " leaves the block " + block);
    }
  }

  /** Name in the ledger and in messages, for example {@code 3/12} (column/row). */
  public String name() {
    return column + "/" + row;
  }
}
