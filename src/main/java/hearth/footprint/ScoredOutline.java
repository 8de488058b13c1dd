package hearth.footprint;

import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * An outline and what speaks for it.
 *
 * @param outline valid polygon or multipolygon in a metric system
 * @param evidence scores; {@link Evidence#NONE} where none are known
 */
public record ScoredOutline(Geometry outline, Evidence evidence) {
  public ScoredOutline {
    Objects.requireNonNull(outline, "outline");
    Objects.requireNonNull(evidence, "evidence");
  }
}
