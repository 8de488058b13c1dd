package hearth.population;

import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * A census unit: an area with a figure.
 *
 * @param id the unit's own id, unique in its layer
 * @param area valid polygon or multipolygon in the run's metric reference system
 * @param persons census figure; NaN when it is not known, which is not zero
 */
public record CensusUnit(String id, Geometry area, double persons) {
  public CensusUnit {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(area, "area");
    if (persons < 0 || Double.isInfinite(persons)) {
      throw new IllegalArgumentException("unit " + id + ": " + persons + " persons");
    }
  }

  public boolean isKnown() {
    return !Double.isNaN(persons);
  }
}
