package hearth.footprint.regular;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * The walls of a building, ring by ring, part by part.
 *
 * @param parts polygons of the outline
 */
record OutlineWalls(List<Part> parts) {
  /** Walls of one polygon: first those of its shell, then those of its courtyards. */
  record Part(List<List<Wall>> rings) {}

  /** All rings with their walls replaced. */
  interface Change {
    Wall apply(int part, int ring, int wall, Wall old);
  }

  OutlineWalls changed(Change change) {
    List<Part> newParts = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      List<List<Wall>> rings = new ArrayList<>();
      for (int r = 0; r < parts.get(p).rings().size(); r++) {
        List<Wall> walls = new ArrayList<>();
        List<Wall> old = parts.get(p).rings().get(r);
        for (int w = 0; w < old.size(); w++) {
          walls.add(change.apply(p, r, w, old.get(w)));
        }
        rings.add(walls);
      }
      newParts.add(new Part(rings));
    }
    return new OutlineWalls(newParts);
  }

  /** The outline that the walls make; empty if they make no valid one. */
  Optional<Geometry> shape(GeometryFactory factory) {
    List<Polygon> polygons = new ArrayList<>();
    for (Part part : parts) {
      List<LinearRing> rings = new ArrayList<>();
      for (List<Wall> walls : part.rings()) {
        Coordinate[] ring = RingShape.of(walls);
        if (ring == null) {
          return Optional.empty();
        }
        rings.add(factory.createLinearRing(ring));
      }
      polygons.add(
          factory.createPolygon(
              rings.get(0), rings.subList(1, rings.size()).toArray(LinearRing[]::new)));
    }
    Geometry shape =
        polygons.size() == 1
            ? polygons.get(0)
            : factory.createMultiPolygon(polygons.toArray(Polygon[]::new));
    return shape.isValid() ? Optional.of(shape) : Optional.empty();
  }
}
