package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.box;
import static hearth.population.Fixtures.unit;
import static hearth.population.Fixtures.wkt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.Outline;
import hearth.zonal.CellCoverage;
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
          Outline.of(building),
          (u, share, part) -> {
            shares[u] = share;
            if (part != null) {
              assertEquals(share, part.area() / building.getArea(), 1e-9);
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

  /** Bends both ways, between pieces that are longer and shorter than a building. */
  @Test
  void cutsAtBendsAsAnOverlayDoes() {
    Random random = new Random(5);
    StringBuilder line = new StringBuilder();
    for (int y = 0; y < 395; y += 10 + random.nextInt(30)) {
      line.append("%s %d, ".formatted(500150 + random.nextInt(60), 3050000 + y));
    }
    String zigzag = line + "500180 3050400";
    List<CensusUnit> sides =
        List.of(
            unit(
                "west",
                wkt("POLYGON ((500000 3050000, " + zigzag + ", 500000 3050400, 500000 3050000))"),
                1),
            unit(
                "east",
                wkt("POLYGON ((500400 3050000, " + zigzag + ", 500400 3050400, 500400 3050000))"),
                1));
    UnitIndex bent = new UnitIndex(sides, UTM);
    Grid grid = new Grid(UTM, Affine.northUp(500_000, 3_050_400, 7, 7), 58, 58);
    CellCoverage coverage = new CellCoverage(grid);
    int cut = 0;
    for (int i = 0; i < 4000; i++) {
      double x = 100 + random.nextDouble() * 150;
      double y = random.nextDouble() * 360;
      // An L, turned: not convex.
      Geometry building =
          AffineTransformation.rotationInstance(random.nextDouble() * 7, 500_000 + x, 3_050_000 + y)
              .transform(box(x, y, x + 22, y + 9).union(box(x, y, x + 8, y + 20)));
      double[] shares = new double[2];
      bent.locate(
          Outline.of(building),
          (u, share, part) -> {
            shares[u] = share;
            Geometry expected =
                part == null ? building : building.intersection(sides.get(u).area());
            double[] cells = new double[58 * 58];
            coverage.visit(expected, (column, row, f) -> cells[row * 58 + column] += f);
            coverage.visit(
                part == null ? Outline.of(building) : part,
                (column, row, f) -> cells[row * 58 + column] -= f);
            for (double difference : cells) {
              assertEquals(0, difference, 1e-9, building::toText);
            }
          });
      for (int u = 0; u < 2; u++) {
        double expected = building.intersection(sides.get(u).area()).getArea() / building.getArea();
        assertEquals(expected, shares[u], 1e-9, building::toText);
        cut += shares[u] > 0 && shares[u] < 1 ? 1 : 0;
      }
    }
    assertTrue(cut > 1000, cut + " cut");
  }

  @Test
  void outlineThatFollowsABorderLiesOnItsSideAlone() {
    List<String> parts = new ArrayList<>();
    index.locate(
        Outline.of(box(90, 120, 100, 130)), (u, share, cut) -> parts.add(u + " " + share + cut));
    index.locate(
        Outline.of(box(100, 120, 110, 130)), (u, share, cut) -> parts.add(u + " " + share + cut));
    assertEquals(List.of("0 1.0null", "1 1.0null"), parts);
  }

  @Test
  void nothingOutsideTheUnits() {
    for (Geometry g :
        List.of(box(-90, 0, -80, 10), box(340, 140, 350, 150), box(490, 280, 495, 290))) {
      assertFalse(index.locate(Outline.of(g), (u, share, cut) -> assertNull(u, "visited")));
    }
  }
}
