package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class SimplePolygonTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private static Polygon polygon(String rings) {
    try {
      return (Polygon) new WKTReader().read("POLYGON ((" + rings.replace(" / ", "), (") + "))");
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
        "0 0, 1 0, 0 1, 0 0",
        "0 0, 2 0, 4 0, 4 4, 4 6, 0 6, 0 3, 0 0", // vertices along a wall
        "0 0, 9 0, 9 9, 0 9, 0 0 / 1 1, 2 1, 2 2, 1 1 / 4 4, 4 8, 8 8, 8 4, 4 4"
      })
  void housesAreSimple(String vertices) {
    assertTrue(SimplePolygon.isSurely(polygon(vertices)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0, 4 4, 4 0, 0 4, 0 0", // bow tie
        "0 0, 4 0, 4 4, 2 0, 0 4, 0 0", // a vertex on a side
        "0 0, 4 0, 2 2, 4 4, 0 4, 2 2, 0 0", // a vertex twice
        "0 0, 4 0, 6 0, 4 0, 4 4, 0 0", // a spike
        "0 0, 4 0, 2 0, 0 0", // no area
        "0 0, 4 0, 4 0, 4 4, 0 0", // a vertex twice in a row: valid, but not told
        "0 0, 4 0, 4 4, 4 4, 0 0", // the same, upwards
        "0 0, 9 0, 9 9, 0 9, 0 0 / 0 1, 2 1, 2 2, 0 1", // a courtyard at the wall
        "0 0, 9 0, 9 9, 0 9, 0 0 / 11 1, 12 1, 12 2, 11 1", // outside
        "0 0, 9 0, 9 9, 0 9, 0 0 / 1 1, 8 1, 8 8, 1 8, 1 1 / 3 3, 4 3, 4 4, 3 3", // one in another
        "0 0, 9 0, 9 9, 0 9, 0 0 / 3 3, 4 3, 4 4, 3 3 / 1 1, 8 1, 8 8, 1 8, 1 1" // around another
      })
  void whatTouchesItselfIsNot(String vertices) {
    assertFalse(SimplePolygon.isSurely(polygon(vertices)));
  }

  /** On a coarse grid rings touch, cross and fall together often. */
  @Test
  void whatIsSimpleIsValid() {
    Random random = new Random(7);
    int simple = 0;
    int withCourtyard = 0;
    for (int i = 0; i < 40_000; i++) {
      LinearRing[] holes = new LinearRing[random.nextInt(3)];
      for (int k = 0; k < holes.length; k++) {
        holes[k] = ring(random, 3, 5);
      }
      Polygon polygon = GEOMETRIES.createPolygon(ring(random, 3 + random.nextInt(6), 9), holes);
      if (SimplePolygon.isSurely(polygon)) {
        simple++;
        withCourtyard += holes.length > 0 ? 1 : 0;
        assertTrue(polygon.isValid(), polygon::toString);
      }
    }
    assertTrue(
        simple > 1_000 && withCourtyard > 20,
        simple + " are simple, " + withCourtyard + " of them with courtyards");
  }

  private static LinearRing ring(Random random, int sides, int extent) {
    int west = random.nextInt(10 - extent);
    int south = random.nextInt(10 - extent);
    Coordinate[] ring = new Coordinate[sides + 1];
    for (int k = 0; k < sides; k++) {
      ring[k] =
          new Coordinate(
              (west + random.nextInt(extent)) / 3.0, (south + random.nextInt(extent)) / 3.0);
    }
    ring[sides] = ring[0].copy();
    return GEOMETRIES.createLinearRing(ring);
  }

  /** What is left to JTS: more sides than are compared one by one, and nothing. */
  @Test
  void whatIsNotTold() {
    assertFalse(SimplePolygon.isSurely(GEOMETRIES.createPolygon()));
    assertFalse(
        SimplePolygon.isSurely(
            (Polygon) GEOMETRIES.createPoint(new Coordinate(0, 0)).buffer(9, 50)));
  }
}
