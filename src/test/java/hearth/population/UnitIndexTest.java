package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.box;
import static hearth.population.Fixtures.unit;
import static hearth.population.Fixtures.wkt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;

class UnitIndexTest {
  /** A ring-shaped unit around a second one, and a third apart from both. */
  private static final List<CensusUnit> UNITS =
      List.of(
          unit("ring", box(0, 0, 300, 300).difference(box(100, 100, 200, 200)), 1),
          unit("core", box(100, 100, 200, 200), 1),
          unit(
              "apart",
              wkt("POLYGON ((500400 3050000, 500500 3050000, 500400 3050300, 500400 3050000))"),
              1));

  private final UnitIndex index = new UnitIndex(UNITS, UTM);

  @Test
  void agreesWithOverlay() {
    Random random = new Random(3);
    int whole = 0;
    int cut = 0;
    for (int i = 0; i < 3000; i++) {
      double x = random.nextDouble() * 600 - 50;
      double y = random.nextDouble() * 400 - 50;
      Geometry straight = box(x, y, x + 1 + random.nextInt(20), y + 1 + random.nextInt(20));
      Geometry building =
          AffineTransformation.rotationInstance(
                  random.nextDouble() * 3, straight.getCoordinate().x, straight.getCoordinate().y)
              .transform(straight);
      double[] shares = new double[3];
      index.locate(
          building,
          (u, share, part) -> {
            shares[u] = share;
            if (part != null) {
              assertEquals(share, part.getArea() / building.getArea(), 1e-9);
            }
          });
      for (int u = 0; u < 3; u++) {
        double expected = building.intersection(UNITS.get(u).area()).getArea() / building.getArea();
        assertEquals(expected, shares[u], 1e-9, building::toText);
        whole += shares[u] == 1 ? 1 : 0;
        cut += shares[u] > 0 && shares[u] < 1 ? 1 : 0;
      }
    }
    assertTrue(whole > 500 && cut > 100, whole + " whole, " + cut + " cut");
  }

  @Test
  void outlineThatFollowsABorderLiesOnItsSideAlone() {
    List<String> parts = new ArrayList<>();
    index.locate(box(90, 120, 100, 130), (u, share, cut) -> parts.add(u + " " + share + cut));
    index.locate(box(100, 120, 110, 130), (u, share, cut) -> parts.add(u + " " + share + cut));
    assertEquals(List.of("0 1.0null", "1 1.0null"), parts);
  }

  @Test
  void nothingOutsideTheUnits() {
    for (Geometry g :
        List.of(box(-90, 0, -80, 10), box(340, 140, 350, 150), box(490, 280, 495, 290))) {
      assertFalse(index.locate(g, (u, share, cut) -> assertNull(u, "visited")));
    }
  }
}
