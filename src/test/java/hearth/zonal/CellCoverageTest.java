package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.hull.ConcaveHull;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class CellCoverageTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** Four by three cells of 10 m, upper left corner at (500000, 30). */
  private static final Grid GRID =
      new Grid(Crs.epsg(32645), Affine.northUp(500_000, 30, 10, 10), 4, 3);

  @Test
  void rectangleOffTheLines() {
    assertCoverage(
        "POLYGON ((500005 5, 500025 5, 500025 25, 500005 25, 500005 5))",
        new double[][] {{0.25, 0.5, 0.25}, {0.5, 1, 0.5}, {0.25, 0.5, 0.25}});
  }

  @Test
  void rectangleOnTheLinesTouchesNoOtherCell() {
    assertCoverage(
        "POLYGON ((500010 10, 500030 10, 500030 20, 500010 20, 500010 10))",
        new double[][] {{0, 0, 0, 0}, {0, 1, 1, 0}, {0, 0, 0, 0}},
        new PixelWindow(0, 0, 4, 3));
  }

  @Test
  void triangle() {
    assertCoverage(
        "POLYGON ((500000 0, 500020 0, 500000 20, 500000 0))",
        new double[][] {{0.5, 0}, {1, 0.5}},
        new PixelWindow(0, 1, 2, 2));
  }

  @Test
  void ringsMayRunEitherWay() {
    assertCoverage(
        "POLYGON ((500005 5, 500005 25, 500025 25, 500025 5, 500005 5))",
        new double[][] {{0.25, 0.5, 0.25}, {0.5, 1, 0.5}, {0.25, 0.5, 0.25}});
  }

  @Test
  void holesAreTakenOut() {
    String shell = "(500000 0, 500030 0, 500030 30, 500000 30, 500000 0)";
    double[][] expected = {{1, 1, 1}, {1, 0.75, 1}, {1, 1, 1}};
    assertCoverage(
        "POLYGON (" + shell + ", (500010 10, 500015 10, 500015 15, 500010 15, 500010 10))",
        expected);
    assertCoverage(
        "POLYGON (" + shell + ", (500010 10, 500010 15, 500015 15, 500015 10, 500010 10))",
        expected);
  }

  @Test
  void partsOfAMultipolygonAdd() {
    assertCoverage(
        "MULTIPOLYGON (((500000 20, 500005 20, 500005 30, 500000 30, 500000 20)),"
            + " ((500005 20, 500020 20, 500020 25, 500005 25, 500005 20)))",
        new double[][] {{0.75, 0.5}});
  }

  @Test
  void polygonInsideOneCell() {
    assertCoverage(
        "POLYGON ((500012 12, 500014 12, 500014 17, 500012 17, 500012 12))",
        new double[][] {{0.1}},
        new PixelWindow(1, 1, 1, 1));
  }

  @Test
  void whatLeavesTheGridIsCut() {
    assertCoverage(
        "POLYGON ((499985 -25, 500060 -25, 500060 25, 499985 25, 499985 -25))",
        new double[][] {{0.5, 0.5, 0.5, 0.5}, {1, 1, 1, 1}, {1, 1, 1, 1}});
    assertCoverage(
        "POLYGON ((499980 30, 500020 30, 500000 10, 499980 30))",
        new double[][] {{1, 0.5}, {0.5, 0}});
    assertCoverage(
        "POLYGON ((500035 0, 500055 0, 500055 5, 500035 5, 500035 0))",
        new double[][] {{0.25}},
        new PixelWindow(3, 2, 1, 1));
  }

  @Test
  void outsideTheGridIsNothing() {
    for (String wkt :
        List.of(
            "POLYGON ((500040 0, 500050 0, 500050 10, 500040 10, 500040 0))",
            "POLYGON ((500000 30, 500010 30, 500010 40, 500000 40, 500000 30))",
            "POLYGON EMPTY",
            "LINESTRING (500000 0, 500010 10)",
            "POINT (500005 5)")) {
      assertEquals(0, new CellCoverage(GRID).of(wkt(wkt)).sum(), wkt);
    }
  }

  @Test
  void visitsRowByRowFromTheLeft() {
    List<String> seen = new ArrayList<>();
    new CellCoverage(GRID)
        .visit(
            wkt("POLYGON ((500005 5, 500015 5, 500015 15, 500005 15, 500005 5))"),
            (column, row, fraction) -> seen.add(column + "/" + row));
    assertEquals(List.of("0/1", "1/1", "0/2", "1/2"), seen);
  }

  @Test
  void agreesWithOverlayOnRandomPolygons() {
    Random random = new Random(4);
    Grid grid = new Grid(Crs.epsg(32645), Affine.northUp(312_345.6, 3_056_789.1, 7, 3), 20, 25);
    CellCoverage coverage = new CellCoverage(grid);
    int cut = 0;
    for (int i = 0; i < 60; i++) {
      Geometry polygon = randomPolygon(random, grid, i % 3 == 0 ? 1.5 : 0.8);
      cut += grid.outline(grid.window()).covers(polygon) ? 0 : 1;
      assertAgrees(coverage, polygon);
    }
    assertTrue(cut > 5, "polygons that leave the grid were among them");
  }

  @Test
  void agreesWithOverlayOnARotatedGrid() {
    Random random = new Random(5);
    Grid grid = new Grid(Crs.epsg(32645), new Affine(1000, 8, 3, 2000, 2, -6), 12, 9);
    CellCoverage coverage = new CellCoverage(grid);
    for (int i = 0; i < 30; i++) {
      assertAgrees(coverage, randomPolygon(random, grid, 0.9));
    }
  }

  @Test
  void tilingPolygonsFillEveryCell() {
    // Delaunay triangles of random points fill the square without gap or overlap.
    Random random = new Random(6);
    Grid grid = new Grid(Crs.epsg(32645), Affine.northUp(0, 50, 1, 1), 50, 50);
    List<Coordinate> points =
        new ArrayList<>(
            List.of(
                new Coordinate(0, 0),
                new Coordinate(50, 0),
                new Coordinate(0, 50),
                new Coordinate(50, 50)));
    for (int i = 0; i < 300; i++) {
      points.add(new Coordinate(random.nextDouble() * 50, random.nextDouble() * 50));
    }
    var triangulation = new org.locationtech.jts.triangulate.DelaunayTriangulationBuilder();
    triangulation.setSites(points);
    Geometry triangles = triangulation.getTriangles(GEOMETRIES);
    double[] sums = new double[2500];
    CellCoverage coverage = new CellCoverage(grid);
    for (int i = 0; i < triangles.getNumGeometries(); i++) {
      coverage.visit(triangles.getGeometryN(i), (c, r, f) -> sums[r * 50 + c] += f);
    }
    for (double sum : sums) {
      assertEquals(1, sum, 1e-9);
    }
  }

  private static void assertAgrees(CellCoverage coverage, Geometry polygon) {
    Grid grid = coverage.grid();
    double cellArea = grid.outline(new PixelWindow(0, 0, 1, 1)).getArea();
    double[] actual = new double[grid.width() * grid.height()];
    coverage.visit(polygon, (c, r, f) -> actual[r * grid.width() + c] = f);
    double sum = 0;
    for (int r = 0; r < grid.height(); r++) {
      for (int c = 0; c < grid.width(); c++) {
        Geometry cell = grid.outline(new PixelWindow(c, r, 1, 1));
        double expected = polygon.intersection(cell).getArea() / cellArea;
        assertEquals(expected, actual[r * grid.width() + c], 1e-9, () -> polygon.toText());
        sum += actual[r * grid.width() + c];
      }
    }
    double inside = polygon.intersection(grid.outline(grid.window())).getArea();
    assertEquals(inside, sum * cellArea, 1e-9 * inside + 1e-9, polygon::toText);
  }

  /** A ragged outline around the middle of the grid, some with a hole, some in two parts. */
  private static Geometry randomPolygon(Random random, Grid grid, double size) {
    Coordinate middle = grid.affine().apply(grid.width() / 2.0, grid.height() / 2.0);
    double w = grid.extent().getWidth() * size;
    double h = grid.extent().getHeight() * size;
    Coordinate[] points = new Coordinate[5 + random.nextInt(40)];
    for (int i = 0; i < points.length; i++) {
      points[i] =
          new Coordinate(
              middle.x + (random.nextDouble() - 0.5) * w,
              middle.y + (random.nextDouble() - 0.5) * h);
    }
    ConcaveHull hull = new ConcaveHull(GEOMETRIES.createMultiPointFromCoords(points));
    hull.setMaximumEdgeLengthRatio(0.3);
    hull.setHolesAllowed(true);
    Geometry polygon = hull.getHull();
    Geometry bite = polygon.getInteriorPoint().buffer(Math.min(w, h) / 10, 5);
    return random.nextBoolean() ? polygon.difference(bite) : polygon;
  }

  private static void assertCoverage(String wkt, double[][] expected) {
    assertCoverage(wkt, expected, null);
  }

  /** With a window: compared there; without: the matrix is the window of the result. */
  private static void assertCoverage(String wkt, double[][] expected, PixelWindow windowOrNull) {
    CellCoverage.Coverage actual = new CellCoverage(GRID).of(wkt(wkt));
    PixelWindow window = windowOrNull == null ? actual.window() : windowOrNull;
    assertEquals(expected.length, window.height(), "rows");
    double[][] matrix = new double[window.height()][window.width()];
    new CellCoverage(GRID)
        .visit(
            wkt(wkt),
            (c, r, f) -> {
              assertTrue(window.contains(c, r), () -> "cell " + c + "/" + r + " of " + f);
              matrix[r - window.row()][c - window.column()] = f;
            });
    for (int r = 0; r < expected.length; r++) {
      assertArrayEquals(expected[r], matrix[r], 1e-12, "row " + r);
    }
  }

  static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
