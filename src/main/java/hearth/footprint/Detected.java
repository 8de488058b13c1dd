package hearth.footprint;

import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * A detection that gave its evidence to an OSM building.
 *
 * @param id its own id, which it has again where other rules keep it apart
 * @param source {@link Source#SAM} or {@link Source#GIVEN}
 * @param outline its own outline, moved by the systematic shift, in the run's reference system
 */
public record Detected(String id, Source source, Geometry outline) {
  public Detected {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(outline, "outline");
  }
}
