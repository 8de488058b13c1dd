package hearth.conflate;

import hearth.footprint.OsmElement;
import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * A building that is already mapped.
 *
 * @param element the OSM element, or the feature of another layer
 * @param outline valid polygon or multipolygon: longitude, latitude as {@link OsmReader} reads it,
 *     the run's metric system once {@link #withOutline moved} there
 */
public record OsmBuilding(OsmElement element, Geometry outline) {
  public OsmBuilding {
    Objects.requireNonNull(element, "element");
    Objects.requireNonNull(outline, "outline");
  }

  /** The same building with its outline in another reference system. */
  public OsmBuilding withOutline(Geometry moved) {
    return new OsmBuilding(element, moved);
  }
}
