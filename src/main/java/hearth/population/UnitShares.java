package hearth.population;

import java.util.List;

/**
 * What one unit gave to buildings and cells. The arrays are owned by this value.
 *
 * @param result the unit's result
 * @param buildings places of the buildings in the allocation's list, by their ids
 * @param buildingWeights weight of each
 * @param buildingPersons persons of each
 * @param cells cells as row x columns of the grid + column, ascending
 * @param cellPersons persons of each
 * @param cellGroups persons of each group of the census in each cell; NaN where the figure is not
 *     known
 */
record UnitShares(
    UnitResult result,
    int[] buildings,
    double[] buildingWeights,
    double[] buildingPersons,
    long[] cells,
    double[] cellPersons,
    double[][] cellGroups) {

  static final int[] NO_BUILDINGS = {};
  static final double[] NOBODY = {};
  private static final long[] NO_CELLS = {};
  private static final double[][] NO_GROUPS = {};

  /** A unit that gave nothing to anybody. */
  static UnitShares none(CensusUnit unit, AllocationRule rule, double coveredShare) {
    List<Double> groups =
        unit.groups().stream()
            .map(g -> rule == AllocationRule.UNKNOWN || Double.isNaN(g) ? Double.NaN : 0.0)
            .toList();
    UnitResult result =
        new UnitResult(unit.id(), unit.persons(), 0, rule, coveredShare, 0, 0, groups);
    return new UnitShares(result, NO_BUILDINGS, NOBODY, NOBODY, NO_CELLS, NOBODY, NO_GROUPS);
  }
}
