package hearth.population;

import hearth.footprint.Facts;

/**
 * Which cells are settled, and who says so. A building settles the cells of which it covers at
 * least a hundredth, and the one that holds most of it.
 */
final class SettledCells {
  private static final double LEAST_FRACTION = 0.01;

  private final AllocationOptions options;
  private final DensityBlocks blocks;
  private final CellSums homes = new CellSums(1);
  private final CellSums all = new CellSums(1);
  private final long width;

  SettledCells(AllocationOptions options, DensityBlocks blocks, long width) {
    this.options = options;
    this.blocks = blocks;
    this.width = width;
  }

  /**
   * Notes the cells of a building.
   *
   * @param placed the building's cells
   */
  void add(Facts building, CellPlacer placed) {
    int largest = 0;
    for (int i = 1; i < placed.count; i++) {
      largest = placed.fractions[i] > placed.fractions[largest] ? i : largest;
    }
    boolean home = building.use().residential() || !options.residentialOnly();
    int by = SettledBy.of(building.source());
    for (int i = 0; i < placed.count; i++) {
      if (i == largest || placed.fractions[i] >= LEAST_FRACTION) {
        mark(all, placed, i, by);
        if (home) {
          mark(homes, placed, i, by);
          blocks.settle(placed.columns[i], placed.rows[i], by);
        }
      }
    }
  }

  /**
   * The share of each placed cell that counts: all of what was placed, where the cell is settled.
   *
   * @param placed the cells of a unit
   * @param anyBuilding whether buildings that house nobody settle a cell too
   */
  double[] shares(CellPlacer placed, boolean anyBuilding) {
    CellSums cells = anyBuilding ? all : homes;
    double[] shares = new double[placed.count];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = bits(cells, placed, i) == 0 ? 0 : placed.fractions[i];
    }
    return shares;
  }

  /** Takes cells as settled that only buildings which house nobody settle. */
  void takeAll(CellPlacer placed, double[] shares) {
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        blocks.settle(placed.columns[i], placed.rows[i], bits(all, placed, i));
      }
    }
  }

  private void mark(CellSums cells, CellPlacer placed, int i, int by) {
    int place = cells.place(number(placed, i));
    int before = (int) cells.get(place, 0);
    cells.add(place, 0, (before | by) - before);
  }

  private int bits(CellSums cells, CellPlacer placed, int i) {
    int place = cells.find(number(placed, i));
    return place < 0 ? 0 : (int) cells.get(place, 0);
  }

  private long number(CellPlacer placed, int i) {
    return placed.rows[i] * width + placed.columns[i];
  }
}
