package hearth.population;

import java.util.Objects;

/**
 * How census figures are shared out.
 *
 * @param method over buildings by weight, or over settled cells alike
 * @param weight by what the buildings of a unit share its persons
 * @param residentialOnly whether buildings that house nobody get nobody while the unit has others
 * @param partialUnits what becomes of units of which only a part was looked at
 * @param wholePersons whether cells and buildings get whole persons, by largest remainder
 * @param nearestMetres a building in no unit belongs to the nearest one within this distance
 */
public record AllocationOptions(
    Method method,
    Weight weight,
    boolean residentialOnly,
    PartialUnits partialUnits,
    boolean wholePersons,
    double nearestMetres) {
  /**
   * Distance in metres within which a building in no unit is taken to belong to the nearest: none,
   * since more would settle houses beyond the outer border too.
   */
  public static final double NEAREST_METRES = 0;

  /** Floor area of residential buildings; figures of partial units scaled by area. */
  public static final AllocationOptions DEFAULTS =
      new AllocationOptions(Weight.FLOOR_AREA, true, PartialUnits.SCALE);

  public AllocationOptions {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(partialUnits, "partialUnits");
    if (!(nearestMetres >= 0 && Double.isFinite(nearestMetres))) {
      throw new IllegalArgumentException("nearest unit within " + nearestMetres + " m");
    }
  }

  /** Over buildings, fractions of persons allowed. */
  public AllocationOptions(Weight weight, boolean residentialOnly, PartialUnits partialUnits) {
    this(Method.BUILDINGS, weight, residentialOnly, partialUnits, false, NEAREST_METRES);
  }

  /** The same over settled cells, or over buildings. */
  public AllocationOptions with(Method other) {
    return new AllocationOptions(
        other, weight, residentialOnly, partialUnits, wholePersons, nearestMetres);
  }

  /** The same in whole persons. */
  public AllocationOptions inWholePersons() {
    return new AllocationOptions(
        method, weight, residentialOnly, partialUnits, true, nearestMetres);
  }
}
