package hearth.population;

import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * A census unit: an area with a figure.
 *
 * @param id the unit's own id, unique in its layer
 * @param area valid polygon or multipolygon in the run's metric reference system
 * @param persons census figure; NaN when it is not known, which is not zero
 * @param groups figures of the groups of {@link Census#groups}, in that order; NaN as above
 */
public record CensusUnit(String id, Geometry area, double persons, List<Double> groups) {
  public CensusUnit {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(area, "area");
    groups = List.copyOf(groups);
    check(id, persons);
    groups.forEach(g -> check(id, g));
  }

  /** A unit without groups. */
  public CensusUnit(String id, Geometry area, double persons) {
    this(id, area, persons, List.of());
  }

  private static void check(String id, double persons) {
    if (persons < 0 || Double.isInfinite(persons)) {
      throw new IllegalArgumentException("unit " + id + ": " + persons + " persons");
    }
  }

  /** The same unit over another area. */
  CensusUnit over(Geometry other) {
    return new CensusUnit(id, other, persons, groups);
  }

  public boolean isKnown() {
    return !Double.isNaN(persons);
  }
}
