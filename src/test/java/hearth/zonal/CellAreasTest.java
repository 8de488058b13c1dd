package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellAreasTest {
  @ParameterizedTest
  @CsvSource({
    "32633, 300000, 6700000, 30, 700, 300",
    "32633, 300000, 6700000, 100, 67, 70",
    "32633, 300000, 6700000, 5000, 9, 3",
    "3857, 9500000, 3200000, 30, 131, 65",
    "4326, 20, 60, 0.000277777777777778, 40, 200",
    "32633, 300000, 6700000, 30, 1, 1"
  })
  void agreesWithEachCellsOwnArea(
      int epsg, double x, double y, double cell, int width, int height) {
    Grid grid = new Grid(Crs.epsg(epsg), Affine.northUp(x, y, cell, cell), width, height);
    CellAreas areas = new CellAreas(grid);
    for (int r = 0; r < height; r += 1 + height / 9) {
      for (int c = 0; c < width; c += 1 + width / 11) {
        double own = grid.cellAreaSquareMetres(c, r);
        assertEquals(own, areas.squareMetres(c, r), 1e-7 * own, c + "/" + r);
      }
    }
    int lastColumn = width - 1;
    double own = grid.cellAreaSquareMetres(lastColumn, height - 1);
    assertEquals(own, areas.squareMetres(lastColumn, height - 1), 1e-7 * own);
  }
}
