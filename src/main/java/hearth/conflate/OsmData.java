package hearth.conflate;

import hearth.geo.CrsTransform;
import java.util.List;
import java.util.Objects;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * What a file of mapped buildings holds.
 *
 * @param buildings sorted by type of the element, then by id
 * @param extent where the file is complete, longitude and latitude: the bounds in its header;
 *     without them the convex hull of its buildings, empty if there are none
 */
public record OsmData(List<OsmBuilding> buildings, Geometry extent) {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  public OsmData {
    buildings = List.copyOf(buildings);
    Objects.requireNonNull(extent, "extent");
  }

  /** Data whose extent is that of the header, or of the buildings if the header has none. */
  static OsmData of(List<OsmBuilding> buildings, List<Envelope> bounds) {
    List<Geometry> boxes =
        bounds.stream().filter(b -> b.getArea() > 0).map(GEOMETRIES::toGeometry).toList();
    return new OsmData(buildings, boxes.isEmpty() ? hull(buildings) : OverlayNGRobust.union(boxes));
  }

  private static Geometry hull(List<OsmBuilding> buildings) {
    Geometry hull =
        GEOMETRIES
            .createGeometryCollection(
                buildings.stream().map(OsmBuilding::outline).toArray(Geometry[]::new))
            .convexHull();
    return hull.getDimension() == 2 ? hull : GEOMETRIES.createPolygon();
  }

  /** The same data in another reference system. */
  public OsmData in(CrsTransform transform) {
    return new OsmData(
        buildings.stream().map(b -> b.withOutline(transform.apply(b.outline()))).toList(),
        transform.apply(extent));
  }
}
