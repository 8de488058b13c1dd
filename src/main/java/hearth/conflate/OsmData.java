package hearth.conflate;

import hearth.geo.CrsTransform;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * What a file of mapped buildings holds.
 *
 * @param buildings sorted by element: ways before relations, then by id
 * @param extent where the file is complete, longitude and latitude: the bounds in its header;
 *     without them the convex hull of its buildings, empty if there are none
 */
public record OsmData(List<OsmBuilding> buildings, Geometry extent) {
  public OsmData {
    buildings = List.copyOf(buildings);
    Objects.requireNonNull(extent, "extent");
  }

  /** The same data in another reference system. */
  public OsmData in(CrsTransform transform) {
    return new OsmData(
        buildings.stream().map(b -> b.withOutline(transform.apply(b.outline()))).toList(),
        transform.apply(extent));
  }
}
