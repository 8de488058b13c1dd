package hearth.conflate;

import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * A quick test for what nearly all mapped buildings are: a ring of few vertices, each once, whose
 * sides do not touch. JTS tells the same of any ring, after it has built an index for it.
 */
final class SimpleRing {
  /** Up to here, comparing all sides with each other is quicker than an index of them. */
  private static final int MOST_SIDES = 24;

  private SimpleRing() {}

  /**
   * Whether the ring is valid for certain.
   *
   * @param ring closed: the last vertex is the first
   * @return false where it is not, and also where the test does not tell
   */
  static boolean isSurely(Coordinate[] ring) {
    int sides = ring.length - 1;
    if (sides < 3 || sides > MOST_SIDES) {
      return false;
    }
    for (int i = 0; i < sides; i++) {
      Coordinate from = ring[i];
      Coordinate to = ring[i + 1];
      // A corner that does not turn may be a side that goes back over the one before.
      if (Orientation.index(from, to, ring[i + 2 > sides ? 1 : i + 2]) == Orientation.COLLINEAR) {
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
