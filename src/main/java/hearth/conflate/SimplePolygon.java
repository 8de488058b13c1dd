package hearth.conflate;

import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Polygon;

/**
 * A quick test for what nearly all mapped buildings are: rings of few vertices, each once, whose
 * sides do not touch. JTS tells the same of any polygon, after it has built an index for it.
 */
final class SimplePolygon {
  /** Up to here, comparing all sides with each other is quicker than an index of them. */
  private static final int MOST_SIDES = 128;

  private SimplePolygon() {}

  /**
   * Whether the polygon is valid for certain.
   *
   * @return false where it is not, and also where the test does not tell
   */
  static boolean isSurely(Polygon polygon) {
    if (polygon.getNumPoints() > MOST_SIDES) {
      return false;
    }
    Coordinate[][] rings = new Coordinate[1 + polygon.getNumInteriorRing()][];
    for (int i = 0; i < rings.length; i++) {
      rings[i] =
          i == 0
              ? polygon.getExteriorRing().getCoordinates()
              : polygon.getInteriorRingN(i - 1).getCoordinates();
      if (!isSimple(rings[i])) {
        return false;
      }
      for (int k = 0; k < i; k++) {
        // Rings whose sides do not meet lie one in the other, or beside each other.
        if (meet(rings[k], rings[i])
            || isIn(rings[i], rings[k]) != (k == 0)
            || k > 0 && isIn(rings[k], rings[i])) {
          return false;
        }
      }
    }
    return rings[0].length > 0;
  }

  private static boolean isSimple(Coordinate[] ring) {
    int sides = ring.length - 1;
    for (int i = 0; i < sides; i++) {
      Coordinate from = ring[i];
      Coordinate to = ring[i + 1];
      if (turnsBack(from, to, ring[i + 2 > sides ? 1 : i + 2])) {
        return false;
      }
      for (int j = i + 2; j < sides; j++) {
        boolean neighbours = i == 0 && j == sides - 1;
        if (!neighbours && meet(from, to, ring[j], ring[j + 1])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a side goes back over the one before it. */
  private static boolean turnsBack(Coordinate a, Coordinate b, Coordinate c) {
    if (Orientation.index(a, b, c) != Orientation.COLLINEAR) {
      return false;
    }
    if (a.equals2D(b) || b.equals2D(c)) { // a vertex twice in a row says nothing of turns
      return true;
    }
    return a.x == b.x ? (a.y < b.y) != (b.y < c.y) : (a.x < b.x) != (b.x < c.x);
  }

  private static boolean isIn(Coordinate[] inner, Coordinate[] outer) {
    return PointLocation.isInRing(inner[0], outer);
  }

  private static boolean meet(Coordinate[] ring, Coordinate[] other) {
    for (int i = 0; i + 1 < ring.length; i++) {
      for (int j = 0; j + 1 < other.length; j++) {
        if (meet(ring[i], ring[i + 1], other[j], other[j + 1])) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether two sides have a point in common. */
  private static boolean meet(Coordinate a, Coordinate b, Coordinate c, Coordinate d) {
    if (!Envelope.intersects(a, b, c, d)) {
      return false;
    }
    int ofC = Orientation.index(a, b, c);
    int ofD = Orientation.index(a, b, d);
    if (ofC == ofD && ofC != Orientation.COLLINEAR) {
      return false;
    }
    int ofA = Orientation.index(c, d, a);
    int ofB = Orientation.index(c, d, b);
    return ofA != ofB || ofA == Orientation.COLLINEAR;
  }
}
