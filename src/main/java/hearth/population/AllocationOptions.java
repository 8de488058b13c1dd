package hearth.population;

import java.util.Objects;

/**
 * How census figures are shared out.
 *
 * @param weight by what the buildings of a unit share its persons
 * @param residentialOnly whether buildings that house nobody get nobody while the unit has others
 * @param partialUnits what becomes of units of which only a part was looked at
 */
public record AllocationOptions(Weight weight, boolean residentialOnly, PartialUnits partialUnits) {
  /** Floor area of residential buildings; figures of partial units scaled by area. */
  public static final AllocationOptions DEFAULTS =
      new AllocationOptions(Weight.FLOOR_AREA, true, PartialUnits.SCALE);

  public AllocationOptions {
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(partialUnits, "partialUnits");
  }
}
