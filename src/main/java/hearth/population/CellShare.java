package hearth.population;

import java.util.List;
import java.util.Objects;

/**
 * What one unit adds to one cell.
 *
 * @param column column of the density grid, from 0
 * @param row row of the density grid, from 0
 * @param unitId the census unit
 * @param persons not negative
 * @param groups persons of each group of the census; NaN where the unit's figure is not known
 */
public record CellShare(int column, int row, String unitId, double persons, List<Double> groups) {
  public CellShare {
    Objects.requireNonNull(unitId, "unitId");
    Objects.requireNonNull(groups, "groups");
  }

  /** Of a census without groups. */
  public CellShare(int column, int row, String unitId, double persons) {
    this(column, row, unitId, persons, List.of());
  }
}
