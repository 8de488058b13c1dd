package hearth.population;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What lies in the cells of a density grid, in blocks that exist only where something does: memory
 * follows the settled area, not the extent of the grid.
 */
final class DensityBlocks {
  static final int SIDE = 256;

  /**
   * Cells of one block, row by row.
   *
   * @param persons NaN where no unit has put a share
   * @param buildings buildings by the share of their area
   * @param built covered share of the cell, before it is held to 1
   */
  record Block(double[] persons, float[] buildings, float[] built) {
    private static Block empty() {
      double[] persons = new double[SIDE * SIDE];
      Arrays.fill(persons, Double.NaN);
      return new Block(persons, new float[SIDE * SIDE], new float[SIDE * SIDE]);
    }
  }

  private final Map<Long, Block> blocks = new HashMap<>();
  private long lastKey = -1;
  private Block last;

  void addPersons(int column, int row, double persons) {
    Block block = forCell(column, row);
    int i = index(column, row);
    double before = block.persons[i];
    block.persons[i] = Double.isNaN(before) ? persons : before + persons;
  }

  void addBuilding(int column, int row, double shareOfBuilding, double fractionOfCell) {
    Block block = forCell(column, row);
    int i = index(column, row);
    block.buildings[i] += (float) shareOfBuilding;
    block.built[i] += (float) fractionOfCell;
  }

  /** The block at a place in the lattice of blocks; null where it is empty. */
  Block at(int blockColumn, int blockRow) {
    return blocks.get(key(blockColumn, blockRow));
  }

  static int index(int column, int row) {
    return row % SIDE * SIDE + column % SIDE;
  }

  private Block forCell(int column, int row) {
    long key = key(column / SIDE, row / SIDE);
    if (key != lastKey) {
      last = blocks.computeIfAbsent(key, k -> Block.empty());
      lastKey = key;
    }
    return last;
  }

  private static long key(int blockColumn, int blockRow) {
    return (long) blockRow << 32 | blockColumn;
  }
}
