package hearth.footprint.regular;

import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateList;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.noding.NodedSegmentString;
import org.locationtech.jts.noding.SegmentString;
import org.locationtech.jts.noding.snapround.SnapRoundingNoder;

/**
 * Puts outlines on a grid of a millimetre so that those that touch share their vertices (snap
 * rounding, Hobby 1999): the corner of a house on its neighbour's wall becomes a vertex of that
 * wall too. Outlines that share no ground come out as a valid coverage.
 */
final class CoverageNoder {
  private static final PrecisionModel MILLIMETRES = new PrecisionModel(1000);

  /** On the grid, nothing that is further apart can come to touch. */
  private static final double TOUCHING_METRES = 0.002;

  private CoverageNoder() {}

  private record RingPlace(int outline, int part, int ring) implements Comparable<RingPlace> {
    @Override
    public int compareTo(RingPlace o) {
      int order = Integer.compare(outline, o.outline);
      order = order != 0 ? order : Integer.compare(part, o.part);
      return order != 0 ? order : Integer.compare(ring, o.ring);
    }
  }

  /**
   * The same outlines, those that touch others with shared vertices.
   *
   * @param outlines valid polygons and multipolygons in metres that share no ground
   * @param issues told of outlines that had to be repaired ({@code outline-repaired})
   */
  static List<Geometry> nodeBlocks(List<Geometry> outlines, Consumer<DataIssue> issues) {
    List<Geometry> result = new ArrayList<>(outlines);
    for (List<Integer> block : Neighbours.groups(Neighbours.within(outlines, TOUCHING_METRES))) {
      if (block.size() > 1) {
        List<Geometry> noded = node(block.stream().map(outlines::get).toList(), issues);
        for (int i = 0; i < noded.size(); i++) {
          result.set(block.get(i), noded.get(i));
        }
      }
    }
    return result;
  }

  /**
   * The same outlines with shared vertices.
   *
   * @param outlines valid polygons and multipolygons in metres
   */
  private static List<Geometry> node(List<Geometry> outlines, Consumer<DataIssue> issues) {
    List<SegmentString> rings = new ArrayList<>();
    for (int o = 0; o < outlines.size(); o++) {
      Geometry outline = outlines.get(o);
      for (int p = 0; p < outline.getNumGeometries(); p++) {
        Polygon polygon = (Polygon) outline.getGeometryN(p);
        for (int r = 0; r <= polygon.getNumInteriorRing(); r++) {
          rings.add(
              new NodedSegmentString(ring(polygon, r).getCoordinates(), new RingPlace(o, p, r)));
        }
      }
    }
    SnapRoundingNoder noder = new SnapRoundingNoder(MILLIMETRES);
    noder.computeNodes(rings);
    TreeMap<RingPlace, CoordinateList> noded = new TreeMap<>();
    for (Object s : noder.getNodedSubstrings()) {
      SegmentString part = (SegmentString) s;
      // The pieces of a ring come in its own order.
      noded
          .computeIfAbsent((RingPlace) part.getData(), place -> new CoordinateList())
          .add(part.getCoordinates(), false);
    }
    List<Geometry> result = new ArrayList<>();
    for (int o = 0; o < outlines.size(); o++) {
      Geometry outline = outlines.get(o);
      Geometry snapped = rebuilt(outline, o, noded);
      if (!snapped.isValid()) {
        snapped = GeometryFixer.fix(snapped);
        issues.accept(
            new DataIssue(
                "outline-repaired",
                "the outline touched itself on a grid of a millimetre",
                outline.getCentroid().toText()));
      }
      result.add(snapped.isEmpty() ? outline : snapped);
    }
    return result;
  }

  private static Geometry rebuilt(
      Geometry outline, int number, TreeMap<RingPlace, CoordinateList> noded) {
    List<Polygon> polygons = new ArrayList<>();
    for (int p = 0; p < outline.getNumGeometries(); p++) {
      Polygon polygon = (Polygon) outline.getGeometryN(p);
      LinearRing shell = null;
      List<LinearRing> holes = new ArrayList<>();
      for (int r = 0; r <= polygon.getNumInteriorRing(); r++) {
        CoordinateList points = noded.get(new RingPlace(number, p, r));
        if (points == null) {
          continue;
        }
        Coordinate[] corners = withoutSpikes(points);
        if (corners.length < 4) {
          continue;
        }
        LinearRing ring = outline.getFactory().createLinearRing(corners);
        if (r == 0) {
          shell = ring;
        } else {
          holes.add(ring);
        }
      }
      if (shell != null) {
        polygons.add(outline.getFactory().createPolygon(shell, holes.toArray(LinearRing[]::new)));
      }
    }
    return outline.getFactory().buildGeometry(polygons);
  }

  /** A closed ring without stretches that come back on themselves, now that they have no width. */
  private static Coordinate[] withoutSpikes(List<Coordinate> points) {
    List<Coordinate> ring = new ArrayList<>(points);
    if (ring.get(0).equals2D(ring.get(ring.size() - 1))) {
      ring.remove(ring.size() - 1);
    }
    for (int i = 0; i < ring.size() && ring.size() > 2; ) {
      int n = ring.size();
      Coordinate before = ring.get((i + n - 1) % n);
      if (before.equals2D(ring.get((i + 1) % n)) || before.equals2D(ring.get(i))) {
        ring.remove(i);
        i = Math.max(0, i - 2);
      } else {
        i++;
      }
    }
    ring.add(ring.get(0));
    return ring.toArray(Coordinate[]::new);
  }

  private static LinearRing ring(Polygon polygon, int r) {
    return r == 0 ? polygon.getExteriorRing() : polygon.getInteriorRingN(r - 1);
  }
}
