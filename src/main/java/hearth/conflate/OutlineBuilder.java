package hearth.conflate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.geom.util.PolygonExtracter;

/** Polygons from rings: each hole goes to the smallest outer ring around it. */
final class OutlineBuilder {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /**
   * An outline and what had to be done for it.
   *
   * @param geometry valid polygon or multipolygon; empty if the rings enclose nothing
   * @param repaired whether the rings crossed or overlapped and were put right
   * @param looseHoles inner rings outside all outer rings, which were left out
   */
  record Outline(Geometry geometry, boolean repaired, int looseHoles) {}

  private OutlineBuilder() {}

  /**
   * An outline.
   *
   * @param outer closed rings around the building
   * @param inner closed rings around its courtyards
   * @param unclear closed rings of which nobody said which they are: those inside another ring are
   *     inner
   */
  static Outline build(
      List<Coordinate[]> outer, List<Coordinate[]> inner, List<Coordinate[]> unclear) {
    if (outer.size() == 1 && inner.isEmpty() && unclear.isEmpty() && outer.get(0).length >= 4) {
      return of(GEOMETRIES.createPolygon(outer.get(0)), 0);
    }
    List<Shell> shells = new ArrayList<>();
    List<LinearRing> holes = new ArrayList<>();
    rings(outer).forEach(ring -> shells.add(new Shell(ring)));
    rings(inner).forEach(holes::add);
    List<LinearRing> open = rings(unclear);
    // The largest first: what lies inside another ring finds it among the shells.
    open.sort(Comparator.comparingDouble(OutlineBuilder::area).reversed());
    for (LinearRing ring : open) {
      if (smallestAround(shells, ring) == null) {
        shells.add(new Shell(ring));
      } else {
        holes.add(ring);
      }
    }
    int loose = 0;
    for (LinearRing hole : holes) {
      Shell around = smallestAround(shells, hole);
      if (around == null) {
        loose++;
      } else {
        around.holes.add(hole);
      }
    }
    return of(GEOMETRIES.buildGeometry(shells.stream().map(Shell::polygon).toList()), loose);
  }

  private static Outline of(Geometry geometry, int loose) {
    boolean isSurelyValid = geometry instanceof Polygon polygon && SimplePolygon.isSurely(polygon);
    if (isSurelyValid || geometry.isValid() && !geometry.isEmpty()) {
      return new Outline(geometry, false, loose);
    }
    return new Outline(polygonal(GeometryFixer.fix(geometry)), true, loose);
  }

  /** Without what remains of an area that fell together to a line. */
  private static Geometry polygonal(Geometry fixed) {
    List<Polygon> parts = new ArrayList<>();
    for (Object part : PolygonExtracter.getPolygons(fixed)) {
      if (((Polygon) part).getArea() > 0) {
        parts.add((Polygon) part);
      }
    }
    return parts.isEmpty() ? GEOMETRIES.createPolygon() : GEOMETRIES.buildGeometry(parts);
  }

  private static List<LinearRing> rings(List<Coordinate[]> closed) {
    List<LinearRing> rings = new ArrayList<>();
    for (Coordinate[] ring : closed) {
      if (ring.length >= 4) {
        rings.add(GEOMETRIES.createLinearRing(ring));
      }
    }
    return rings;
  }

  private static Shell smallestAround(List<Shell> shells, LinearRing ring) {
    Shell smallest = null;
    for (Shell shell : shells) {
      if (shell.surrounds(ring) && (smallest == null || shell.area < smallest.area)) {
        smallest = shell;
      }
    }
    return smallest;
  }

  private static double area(LinearRing ring) {
    return GEOMETRIES.createPolygon(ring).getArea();
  }

  private static final class Shell {
    private final LinearRing ring;
    private final double area;
    private final IndexedPointInAreaLocator locator;
    private final List<LinearRing> holes = new ArrayList<>();

    Shell(LinearRing ring) {
      this.ring = ring;
      this.area = area(ring);
      this.locator = new IndexedPointInAreaLocator(ring);
    }

    Polygon polygon() {
      return GEOMETRIES.createPolygon(ring, holes.toArray(new LinearRing[0]));
    }

    /** By the first vertex of the other ring that does not lie on this one. */
    boolean surrounds(LinearRing other) {
      if (!ring.getEnvelopeInternal().intersects(other.getEnvelopeInternal())) {
        return false;
      }
      for (Coordinate p : other.getCoordinates()) {
        int location = locator.locate(p);
        if (location != Location.BOUNDARY) {
          return location == Location.INTERIOR;
        }
      }
      return area(other) < area;
    }
  }
}
