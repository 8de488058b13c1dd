package hearth.footprint;

import java.util.List;
import java.util.OptionalDouble;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.util.LinearComponentExtracter;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;

/** How an outline is drawn, beside how much ground it shares with the truth. */
final class OutlineQuality {
  /** A vertex at which an outline turns by less is no corner: a wall may be drawn in pieces. */
  private static final double LEAST_TURN = Math.toRadians(10);

  private OutlineQuality() {}

  /** Means and sums over matches. */
  static OutlineScores of(List<Overlap> matches, List<Geometry> found, List<Geometry> truth) {
    double polis = 0;
    int vertices = 0;
    int foundCorners = 0;
    int trueCorners = 0;
    double turns = 0;
    int directed = 0;
    for (Overlap match : matches) {
      Geometry outline = found.get(match.left());
      Geometry real = truth.get(match.right());
      polis += polis(outline, real);
      vertices += vertices(outline);
      foundCorners += corners(outline);
      trueCorners += corners(real);
      OptionalDouble direction = MainDirection.of(outline);
      OptionalDouble trueDirection = MainDirection.of(real);
      if (direction.isPresent() && trueDirection.isPresent()) {
        turns += MainDirection.between(direction.getAsDouble(), trueDirection.getAsDouble());
        directed++;
      }
    }
    return new OutlineScores(
        polis / Math.max(1, matches.size()),
        foundCorners / (double) Math.max(1, trueCorners),
        Math.toDegrees(turns / Math.max(1, directed)),
        vertices);
  }

  /**
   * PoLiS distance (Avbelj, Müller, Bamler 2015, "A Metric for Polygon Comparison and Building
   * Extraction Evaluation"): the mean distance of the vertices of one outline from the line of the
   * other, half from each side. Metres in a metric system; symmetric.
   */
  static double polis(Geometry a, Geometry b) {
    return (meanDistance(a, b) + meanDistance(b, a)) / 2;
  }

  private static double meanDistance(Geometry from, Geometry to) {
    IndexedFacetDistance lines = new IndexedFacetDistance(to.getBoundary());
    double sum = 0;
    int count = 0;
    for (Object line : LinearComponentExtracter.getLines(from)) {
      Coordinate[] points = ((LineString) line).getCoordinates();
      for (int i = 1; i < points.length; i++) {
        sum += lines.distance(from.getFactory().createPoint(points[i]));
        count++;
      }
    }
    return sum / count;
  }

  /** Vertices of all rings, the one that closes a ring not counted twice. */
  static int vertices(Geometry outline) {
    int count = 0;
    for (Object line : LinearComponentExtracter.getLines(outline)) {
      count += ((LineString) line).getNumPoints() - 1;
    }
    return count;
  }

  /** Vertices at which an outline turns by 10 degrees or more. */
  static int corners(Geometry outline) {
    int count = 0;
    for (Object line : LinearComponentExtracter.getLines(outline)) {
      Coordinate[] points = ((LineString) line).getCoordinates();
      int size = points.length - 1;
      for (int i = 0; i < size; i++) {
        Coordinate before = points[(i + size - 1) % size];
        double turn = Math.PI - Angle.angleBetween(before, points[i], points[i + 1]);
        count += turn >= LEAST_TURN ? 1 : 0;
      }
    }
    return count;
  }
}
