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
   * @param variance of the persons, see {@link PersonsInterval}
   * @param nobody logarithm of the probability that no building is there
   * @param most sum of the figures of the units that have put a share
   * @param buildings buildings by the share of their area
   * @param built covered share of the cell, before it is held to 1
   * @param settled who says that the cell is settled, as bits of {@link SettledBy}
   * @param groups persons of each group of the census; NaN where no unit has put a share
   */
  record Block(
      double[] persons,
      float[] variance,
      float[] nobody,
      float[] most,
      float[] buildings,
      float[] built,
      byte[] settled,
      float[][] groups) {
    private static Block empty(int groups) {
      int cells = SIDE * SIDE;
      double[] persons = new double[cells];
      Arrays.fill(persons, Double.NaN);
      float[][] ofGroups = new float[groups][cells];
      for (float[] group : ofGroups) {
        Arrays.fill(group, Float.NaN);
      }
      return new Block(
          persons,
          new float[cells],
          new float[cells],
          new float[cells],
          new float[cells],
          new float[cells],
          new byte[cells],
          ofGroups);
    }
  }

  private final Map<Long, Block> blocks = new HashMap<>();
  private final int groups;
  private long lastKey = -1;
  private Block last;

  /**
   * @param groups number of groups of the census
   */
  DensityBlocks(int groups) {
    this.groups = groups;
  }

  int groups() {
    return groups;
  }

  /**
   * Adds what a unit puts into a cell.
   *
   * @param figure of the unit
   */
  void addPersons(
      int column, int row, double persons, double variance, double logNobody, double figure) {
    Block block = forCell(column, row);
    int i = index(column, row);
    double before = block.persons[i];
    block.persons[i] = Double.isNaN(before) ? persons : before + persons;
    block.variance[i] += (float) variance;
    block.nobody[i] += (float) logNobody;
    block.most[i] += (float) figure;
  }

  void addGroup(int column, int row, int group, double persons) {
    if (Double.isNaN(persons)) {
      return;
    }
    float[] values = forCell(column, row).groups[group];
    int i = index(column, row);
    values[i] = (float) (Float.isNaN(values[i]) ? persons : values[i] + persons);
  }

  void addBuilding(int column, int row, double shareOfBuilding, double fractionOfCell) {
    Block block = forCell(column, row);
    int i = index(column, row);
    block.buildings[i] += (float) shareOfBuilding;
    block.built[i] += (float) fractionOfCell;
  }

  void settle(int column, int row, int by) {
    forCell(column, row).settled[index(column, row)] |= (byte) by;
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
      last = blocks.computeIfAbsent(key, k -> Block.empty(groups));
      lastKey = key;
    }
    return last;
  }

  private static long key(int blockColumn, int blockRow) {
    return (long) blockRow << 32 | blockColumn;
  }
}
