package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class SimpleRingTest {
  private static Coordinate[] ring(String vertices) {
    try {
      return new WKTReader().read("POLYGON ((" + vertices + "))").getCoordinates();
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0, 4 0, 4 4, 0 4, 0 0",
        "0 0, 0 4, 4 4, 4 0, 0 0",
        "0 0, 9 0, 9 3, 3 3, 3 6, 0 6, 0 0",
        "0 0, 1 0, 0 1, 0 0"
      })
  void housesAreSimple(String vertices) {
    assertTrue(SimpleRing.isSurely(ring(vertices)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0, 4 4, 4 0, 0 4, 0 0", // bow tie
        "0 0, 4 0, 4 4, 2 0, 0 4, 0 0", // a vertex on a side
        "0 0, 4 0, 2 2, 4 4, 0 4, 2 2, 0 0", // a vertex twice
        "0 0, 4 0, 6 0, 4 0, 4 4, 0 0", // a spike
        "0 0, 4 0, 2 0, 0 0", // no area
        "0 0, 4 0, 4 0, 4 4, 0 0" // a vertex twice in a row: valid, but not told
      })
  void whatTouchesItselfIsNot(String vertices) {
    assertFalse(SimpleRing.isSurely(ring(vertices)));
  }

  /** On a coarse grid rings touch, cross and fall together often. */
  @Test
  void whatIsSimpleIsValid() {
    Random random = new Random(7);
    GeometryFactory factory = new GeometryFactory();
    int simple = 0;
    for (int i = 0; i < 20_000; i++) {
      int sides = 3 + random.nextInt(6);
      Coordinate[] ring = new Coordinate[sides + 1];
      for (int k = 0; k < sides; k++) {
        ring[k] = new Coordinate(random.nextInt(6) / 3.0, random.nextInt(6) / 3.0);
      }
      ring[sides] = ring[0].copy();
      if (SimpleRing.isSurely(ring)) {
        simple++;
        assertTrue(factory.createPolygon(ring).isValid(), () -> factory.createPolygon(ring) + "");
      }
    }
    assertTrue(simple > 1_000, simple + " rings are simple");
  }
}
