package hearth.population;

/**
 * What one unit gave to buildings and cells. The arrays are owned by this value.
 *
 * @param result the unit's result
 * @param buildings places of the buildings in the allocation's list, ascending
 * @param buildingPersons persons of each
 * @param cells cells as row x columns of the grid + column, ascending
 * @param cellPersons persons of each
 */
record UnitShares(
    UnitResult result,
    int[] buildings,
    double[] buildingPersons,
    long[] cells,
    double[] cellPersons) {

  private static final int[] NO_BUILDINGS = {};
  private static final long[] NO_CELLS = {};
  private static final double[] NOBODY = {};

  /** A unit that gave nothing to anybody. */
  static UnitShares none(CensusUnit unit, AllocationRule rule, double coveredShare) {
    UnitResult result = new UnitResult(unit.id(), unit.persons(), 0, rule, coveredShare, 0, 0);
    return new UnitShares(result, NO_BUILDINGS, NOBODY, NO_CELLS, NOBODY);
  }
}
