package hearth.zonal;

import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * An area whose true number of persons is known.
 *
 * @param id for the table of errors
 * @param area valid polygon or multipolygon
 * @param persons the truth; NaN when it is not known
 */
public record TruthArea(String id, Geometry area, double persons) {
  public TruthArea {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(area, "area");
  }
}
