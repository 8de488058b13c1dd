package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class CellCentresTest {
  private static final Grid GRID = new Grid(Crs.epsg(32645), Affine.northUp(0, 5, 1, 1), 6, 5);

  @Test
  void polygonWithAHole() {
    assertEquals(
        """
        ......
        .####.
        .#..#.
        .####.
        ......
        """,
        picture("POLYGON ((1 1, 5 1, 5 4, 1 4, 1 1), (2 2, 4 2, 4 3, 2 3, 2 2))", GRID.window()));
  }

  @Test
  void triangleTakesTheCentresInside() {
    assertEquals(
        """
        ......
        #.....
        ##....
        ###...
        ####..
        """,
        picture("POLYGON ((-0.1 -0.1, 4.4 -0.1, -0.1 4.4, -0.1 -0.1))", GRID.window()));
  }

  @Test
  void centreOnASharedBorderBelongsToOneSide() {
    String left = "POLYGON ((0 0, 2.5 0, 2.5 2.5, 2.5 5, 0 5, 0 0))";
    String right = "POLYGON ((2.5 0, 6 0, 6 5, 2.5 5, 2.5 2.5, 2.5 0))";
    assertEquals("##....\n".repeat(5), picture(left, GRID.window()));
    assertEquals("..####\n".repeat(5), picture(right, GRID.window()));
    String top = "POLYGON ((0 2.5, 6 2.5, 6 5, 0 5, 0 2.5))";
    String bottom = "POLYGON ((0 0, 6 0, 6 2.5, 0 2.5, 0 0))";
    assertEquals("######\n######\n......\n......\n......\n", picture(top, GRID.window()));
    assertEquals("......\n......\n######\n######\n######\n", picture(bottom, GRID.window()));
  }

  @Test
  void onlyTheWindowIsVisited() {
    assertEquals(
        """
        .##
        .##
        """,
        picture("POLYGON ((-9 -9, 99 -9, 99 99, -9 99, -9 -9))", new PixelWindow(4, 3, 2, 2))
            .lines()
            .map(l -> "." + l)
            .reduce("", (a, b) -> a + b + "\n"));
  }

  @Test
  void trianglesOfAFanShareOutEveryCentre() {
    Random random = new Random(1);
    GeometryFactory geometries = new GeometryFactory();
    var builder = new org.locationtech.jts.triangulate.DelaunayTriangulationBuilder();
    Geometry corners =
        CellCoverageTest.wkt("MULTIPOINT ((0 0), (6 0), (0 5), (6 5), (2.5 2.5), (3.5 1.5))");
    Geometry inner =
        geometries.createPoint(
            new org.locationtech.jts.geom.Coordinate(
                random.nextDouble() * 6, random.nextDouble() * 5));
    builder.setSites(corners.union(inner));
    Geometry triangles = builder.getTriangles(geometries);
    int[] hits = new int[30];
    CellCentres centres = new CellCentres(GRID);
    for (int i = 0; i < triangles.getNumGeometries(); i++) {
      centres.visit(
          triangles.getGeometryN(i),
          GRID.window(),
          (row, from, to) -> {
            for (int c = from; c < to; c++) {
              hits[row * 6 + c]++;
            }
          });
    }
    for (int hit : hits) {
      assertEquals(1, hit);
    }
  }

  private static String picture(String wkt, PixelWindow w) {
    StringBuilder[] rows = new StringBuilder[w.height()];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = new StringBuilder(".".repeat(w.width()));
    }
    new CellCentres(GRID)
        .visit(
            CellCoverageTest.wkt(wkt),
            w,
            (row, from, to) -> {
              for (int c = from; c < to; c++) {
                rows[row - w.row()].setCharAt(c - w.column(), '#');
              }
            });
    StringBuilder all = new StringBuilder();
    for (StringBuilder row : rows) {
      all.append(row).append('\n');
    }
    return all.toString();
  }
}
