package hearth.population;

import java.util.Objects;

/**
 * What one unit adds to one cell.
 *
 * @param column column of the density grid, from 0
 * @param row row of the density grid, from 0
 * @param unitId the census unit
 * @param persons not negative
 */
public record CellShare(int column, int row, String unitId, double persons) {
  public CellShare {
    Objects.requireNonNull(unitId, "unitId");
  }
}
