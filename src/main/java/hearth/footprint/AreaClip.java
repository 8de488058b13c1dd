package hearth.footprint;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Clips outlines to an area. Those inside stay as they are, those outside go, and of those that
 * cross its border the part inside is kept unless it is a sliver: less than 1 m² says nothing about
 * a building.
 */
final class AreaClip {
  private static final double SLIVER_SQUARE_METRES = 1;

  private final Geometry area;
  private final PreparedGeometry prepared;

  AreaClip(Geometry area) {
    this.area = area;
    this.prepared = PreparedGeometryFactory.prepare(area);
  }

  List<Geometry> clip(List<? extends Geometry> outlines) {
    List<Geometry> result = new ArrayList<>(outlines.size());
    for (Geometry outline : outlines) {
      if (prepared.covers(outline)) {
        result.add(outline);
      } else if (prepared.intersects(outline)) {
        Geometry inside = polygonal(OverlayNGRobust.overlay(outline, area, OverlayNG.INTERSECTION));
        if (inside.getArea() >= SLIVER_SQUARE_METRES) {
          result.add(inside);
        }
      }
    }
    return result;
  }

  /** Without the lines and points that remain where an outline only touches the border. */
  private static Geometry polygonal(Geometry mixed) {
    if (mixed.getClass() != GeometryCollection.class) {
      return mixed;
    }
    return mixed.getFactory().buildGeometry(PolygonExtracter.getPolygons(mixed));
  }
}
