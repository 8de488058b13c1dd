package hearth.population;

import java.util.List;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** The area that imagery and OSM show, compared with census units. */
final class LookedAt {
  private final Geometry area;
  private final PreparedGeometry prepared;

  /** Polygons are kept as they are; of a mixed collection the polygons are joined. */
  LookedAt(Geometry area) {
    this.area = area instanceof Polygonal ? area : union(area);
    this.prepared = PreparedGeometryFactory.prepare(this.area);
  }

  Geometry area() {
    return area;
  }

  /** The part of a unit that was looked at; the unit's own area when it is all of it. */
  Geometry partOf(CensusUnit unit) {
    if (prepared.covers(unit.area())) {
      return unit.area();
    }
    if (!prepared.intersects(unit.area())) {
      return unit.area().getFactory().createPolygon();
    }
    return OverlayNGRobust.overlay(unit.area(), area, OverlayNG.INTERSECTION);
  }

  @SuppressWarnings("unchecked")
  private static Geometry union(Geometry collection) {
    List<Geometry> polygons = PolygonExtracter.getPolygons(collection);
    if (polygons.isEmpty()) {
      return collection.getFactory().createPolygon();
    }
    return UnaryUnionNG.union(polygons, collection.getFactory(), new PrecisionModel());
  }
}
