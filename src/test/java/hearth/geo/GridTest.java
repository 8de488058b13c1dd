package hearth.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/** Affine maps, grids and windows: every edge rule. */
class GridTest {
  private static final Crs UTM = Crs.epsg(32645);

  @Test
  void anAffineMapAndItsInverseUndoEachOther() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      Affine a =
          new Affine(
              random.nextDouble() * 1e6,
              random.nextDouble() + 0.1,
              random.nextDouble() * 0.05,
              random.nextDouble() * 1e6,
              random.nextDouble() * 0.05,
              -random.nextDouble() - 0.1);
      Coordinate p = a.apply(12.5, 99);
      Coordinate back = a.inverse().apply(p.x, p.y);
      assertEquals(12.5, back.x, 1e-6);
      assertEquals(99, back.y, 1e-6);
      assertEquals(a, Affine.ofGdal(a.toGdal()));
      assertEquals(0, a.apply(13.5, 101).distance(a.shifted(1, 2).apply(12.5, 99)), 1e-9);
      Coordinate scaled = a.scaled(2, 3).apply(5, 7);
      assertEquals(0, a.apply(10, 21).distance(scaled), 1e-9);
      Coordinate jts = a.toJts().transform(new Coordinate(12.5, 99), new Coordinate());
      assertEquals(0, p.distance(jts), 1e-9);
    }
  }

  @Test
  void aFlatOrUnknownMapIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Affine(0, 1, 2, 0, 2, 4));
    assertThrows(IllegalArgumentException.class, () -> new Affine(0, Double.NaN, 0, 0, 0, -1));
    assertThrows(
        IllegalArgumentException.class, () -> new Affine(Double.POSITIVE_INFINITY, 1, 0, 0, 0, -1));
  }

  @Test
  void northUpIsNorthUp() {
    assertTrue(Affine.northUp(5, 6, 2, 2).isNorthUp());
    assertFalse(new Affine(0, 1, 0, 0, 0, 1).isNorthUp());
    assertFalse(new Affine(0, 1, 0.1, 0, 0, -1).isNorthUp());
  }

  @Test
  void coveringGridsOfOneCellSizeFitEachOther() {
    Grid a = Grid.covering(UTM, new Envelope(101, 199, 1001, 1099), 30);
    assertEquals(Affine.northUp(90, 1110, 30, 30), a.affine());
    assertEquals(4, a.width());
    assertEquals(4, a.height());
    Grid b = Grid.covering(UTM, new Envelope(150, 500, 950, 1050), 30);
    assertEquals(0, (b.affine().originX() - a.affine().originX()) % 30, 1e-9);
    assertEquals(0, (b.affine().originY() - a.affine().originY()) % 30, 1e-9);
  }

  @Test
  void anExtentOnTheLinesGainsNothingByRounding() {
    double cell = 1.0 / 3600;
    Envelope extent = new Envelope(85 + 10 * cell, 85 + 30 * cell, 27 + cell, 27 + 2 * cell);
    Grid g = Grid.covering(Crs.WGS84, extent, cell);
    assertEquals(20, g.width());
    assertEquals(1, g.height());
  }

  @Test
  void anExtentWithoutAreaHasOneCell() {
    Grid g = Grid.covering(UTM, new Envelope(15, 15, 15, 15), 10);
    assertEquals(1, g.width());
    assertEquals(1, g.height());
    assertTrue(g.extent().covers(15, 15));
  }

  @Test
  void aSubGridLiesWhereItsWindowIs() {
    Grid g = new Grid(UTM, Affine.northUp(100, 200, 2, 4), 50, 60);
    PixelWindow w = new PixelWindow(-3, 7, 10, 5);
    Grid sub = g.sub(w);
    assertEquals(g.outline(w).norm(), sub.outline(sub.window()).norm());
    assertEquals(new Coordinate(101, 198), g.centre(0, 0));
  }

  @Test
  void cellAreasAreThoseOfTheEllipsoid() {
    // Snyder 1987, authalic latitude: zone of one degree at the equator, 1/360 of it.
    Grid degree = new Grid(Crs.WGS84, Affine.northUp(0, 1, 1, 1), 1, 1);
    assertEquals(12_308.78e6, degree.cellAreaSquareMetres(0, 0), 0.01e6);
    Grid utm = new Grid(UTM, Affine.northUp(500_000, 3_000_000, 100, 100), 1, 1);
    assertEquals(10_000 / (0.9996 * 0.9996), utm.cellAreaSquareMetres(0, 0), 0.1);
    Grid mercator = new Grid(Crs.epsg(3857), Affine.northUp(0, 8_399_800, 100, 100), 1, 1);
    assertEquals(2_500, mercator.cellAreaSquareMetres(0, 0), 20);
  }

  @Test
  void windowsMeetOnlyWhereTheyShareAPixel() {
    PixelWindow a = new PixelWindow(0, 0, 10, 10);
    assertTrue(a.intersection(new PixelWindow(10, 0, 5, 5)).isEmpty());
    assertEquals(new PixelWindow(8, 0, 2, 5), a.intersection(new PixelWindow(8, -5, 9, 10)));
    assertTrue(a.contains(0, 0));
    assertFalse(a.contains(10, 5));
    assertEquals(new PixelWindow(-2, -2, 14, 14), a.grow(2));
    assertEquals(a, a.grow(2).grow(-2));
    assertThrows(IllegalArgumentException.class, () -> new PixelWindow(0, 0, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> a.grow(-6));
  }
}
