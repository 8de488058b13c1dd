package hearth.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

class SharedAreaTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POLYGON((0 0,4 0,4 4,0 4,0 0)) | POLYGON((2 2,6 2,6 6,2 6,2 2)) | 4",
        // The same ground, one ring the other way round.
        "POLYGON((0 0,4 0,4 4,0 4,0 0)) | POLYGON((0 0,0 4,4 4,4 0,0 0)) | 16",
        "POLYGON((0 0,4 0,4 4,0 4,0 0)) | POLYGON((1 1,2 1,2 2,1 2,1 1)) | 1",
        // A wall in common, a corner in common, nothing.
        "POLYGON((0 0,4 0,4 4,0 4,0 0)) | POLYGON((4 0,8 0,8 4,4 4,4 0)) | 0",
        "POLYGON((0 0,4 0,4 4,0 4,0 0)) | POLYGON((4 4,8 4,8 8,4 8,4 4)) | 0",
        "POLYGON((0 0,4 0,0 4,0 0)) | POLYGON((4 4,4 1,3 2,4 4)) | 0",
        // In a courtyard, across it, and a house that fills it.
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,6 3,6 6,3 6,3 3)) | POLYGON((4 4,5 4,5 5,4 5,4 4)) | 0",
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,6 3,6 6,3 6,3 3)) | POLYGON((0 4,9 4,9 5,0 5,0 4)) | 6",
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,3 6,6 6,6 3,3 3)) | POLYGON((3 3,6 3,6 6,3 6,3 3)) | 0",
        "MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0))) | MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((5 5,6 5,6"
            + " 6,5 5))) | 1",
        "POLYGON EMPTY | POLYGON((0 0,1 0,1 1,0 1,0 0)) | 0",
        "LINESTRING(0 0,1 1) | POLYGON((0 0,1 0,1 1,0 1,0 0)) | 0"
      })
  void knownAreas(String a, String b, double area) throws ParseException {
    Geometry left = new WKTReader().read(a);
    Geometry right = new WKTReader().read(b);
    assertEquals(area, SharedArea.of(left, right), 1e-12);
    assertEquals(area, SharedArea.of(right, left), 1e-12);
  }

  /** Houses of any shape where UTM has them, which JTS's overlay measures as well. */
  @Test
  void asAnOverlay() {
    Random random = new Random(5);
    double most = 0;
    int meeting = 0;
    for (int i = 0; i < 3000; i++) {
      Geometry a = house(random);
      Geometry b = house(random);
      double expected = OverlayNGRobust.overlay(a, b, OverlayNG.INTERSECTION).getArea();
      assertEquals(expected, SharedArea.of(a, b), 1e-6, () -> a + " and " + b);
      most = Math.max(most, expected);
      meeting += expected > 0 ? 1 : 0;
    }
    assertTrue(meeting > 1500 && most > 100, meeting + " meet, by up to " + most + " m²");
  }

  /** Rings of so many corners that an index is worth its while. */
  @Test
  void largeRings() {
    Random random = new Random(6);
    Geometry a = star(random, 400);
    Geometry b = star(random, 300);
    double expected = OverlayNGRobust.overlay(a, b, OverlayNG.INTERSECTION).getArea();
    assertEquals(expected, SharedArea.of(a, b), 1e-6);
  }

  @Test
  void inDegreesToo() {
    AffineTransformation toDegrees =
        AffineTransformation.translationInstance(-300_000, -3_000_000)
            .scale(1e-5, 1e-5)
            .translate(85.5, 27.6);
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      Geometry a = house(random);
      Geometry b = house(random);
      double metres = SharedArea.of(a, b);
      assertEquals(
          metres * 1e-10,
          SharedArea.of(toDegrees.transform(a), toDegrees.transform(b)),
          a.getArea() * 1e-10 * 1e-6);
    }
  }

  /**
   * Either a star, a turned rectangle whose sides may be nearly upright, or one with a courtyard.
   */
  private static Geometry house(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> star(random, 3 + random.nextInt(20));
      case 1 -> rectangle(random, 4 + 20 * random.nextDouble(), random.nextBoolean() ? 0 : 1e-9);
      default -> {
        Geometry block = rectangle(random, 20, random.nextDouble());
        AffineTransformation half =
            AffineTransformation.scaleInstance(
                0.5, 0.5, block.getCentroid().getX(), block.getCentroid().getY());
        yield block.difference(half.transform(block));
      }
    };
  }

  private static Geometry rectangle(Random random, double side, double turned) {
    double x = place(random, 300_000);
    double y = place(random, 3_000_000);
    Geometry square =
        GEOMETRIES.createPolygon(
            new Coordinate[] {
              new Coordinate(x, y),
              new Coordinate(x + side, y),
              new Coordinate(x + side, y + side / 2),
              new Coordinate(x, y + side / 2),
              new Coordinate(x, y)
            });
    return AffineTransformation.rotationInstance(turned, x, y).transform(square);
  }

  /** Whole metres now and then, so that walls meet. */
  private static double place(Random random, double origin) {
    double offset = 12 * random.nextDouble();
    return origin + (random.nextBoolean() ? Math.rint(offset) : offset);
  }

  private static Geometry star(Random random, int corners) {
    double x = place(random, 300_000);
    double y = place(random, 3_000_000);
    Coordinate[] ring = new Coordinate[corners + 1];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      double radius = 2 + 10 * random.nextDouble();
      ring[i] = new Coordinate(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    ring[corners] = ring[0];
    return GEOMETRIES.createPolygon(ring);
  }
}
