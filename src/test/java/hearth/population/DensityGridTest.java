package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.X;
import static hearth.population.Fixtures.Y;
import static hearth.population.Fixtures.box;
import static hearth.population.Fixtures.census;
import static hearth.population.Fixtures.house;
import static hearth.population.Fixtures.unit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatRaster;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DensityGridTest {
  /** More than two blocks wide and one high, so that buildings lie on their seams. */
  private static final Grid GRID = new Grid(UTM, Affine.northUp(X, Y + 1500, 5, 5), 600, 300);

  private static final double PERSONS = 123_456.7;

  private final List<Building> buildings = buildings();
  private final Allocation allocation =
      new Allocator(AllocationOptions.DEFAULTS)
          .allocate(
              census(
                  unit("known", box(0, 0, 2000, 1500), PERSONS),
                  unit("unknown", box(2000, 0, 2500, 1500), Double.NaN)),
              buildings,
              box(0, 100, 3000, 1500),
              GRID,
              issue -> {});

  private static List<Building> buildings() {
    Random random = new Random(11);
    List<Building> all = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      double x = i % 3 == 0 ? 256 * 5 + random.nextGaussian() * 30 : random.nextDouble() * 2900;
      double y =
          i % 3 == 1 ? 1500 - 256 * 5 + random.nextGaussian() * 30 : random.nextDouble() * 1400;
      all.add(house(x, Math.max(110, y), x + 12, Math.max(110, y) + 9));
    }
    return all;
  }

  @Test
  void windowsAndTheWholeAgree() {
    for (DensityBand band : DensityBand.values()) {
      float[] whole = allocation.density().read(band, GRID.window());
      float[] tiled = new float[whole.length];
      for (int row = 0; row < 300; row += 97) {
        for (int column = 0; column < 600; column += 101) {
          PixelWindow w = new PixelWindow(column, row, 101, 97).intersection(GRID.window());
          float[] part = allocation.density().read(band, w);
          for (int r = 0; r < w.height(); r++) {
            System.arraycopy(part, r * w.width(), tiled, (row + r) * 600 + column, w.width());
          }
        }
      }
      assertArrayEquals(whole, tiled, band.code());
    }
  }

  @Test
  void bandsSumToPersonsBuildingsAndBuiltArea() {
    assertEquals(900, sum(DensityBand.BUILDINGS), 1e-3);
    double built = buildings.stream().mapToDouble(Building::areaSquareMetres).sum();
    // Houses overlap here and there, and a cell is never more than full.
    assertTrue(sum(DensityBand.BUILT_FRACTION) * 25 <= built * (1 + 1e-6));
    assertTrue(sum(DensityBand.BUILT_FRACTION) * 25 >= built * 0.9);
  }

  @Test
  void rasterReadBackFromItsFileSumsToThePersons(@TempDir Path folder) {
    Path file = folder.resolve("population.tif");
    RasterWriter.writeCog(
        file,
        GRID,
        List.of(
            new RasterBand(
                "persons",
                RasterBand.Overview.SUM,
                w -> allocation.density().read(DensityBand.PERSONS, w))),
        Map.of());
    double figure = allocation.units().get(0).allocated();
    assertEquals(PERSONS * 14 / 15, figure, 1e-6);
    try (FloatRaster raster = FloatRaster.open(file.toString(), 1)) {
      float[] values = raster.read(GRID.window()).values();
      assertArrayEquals(allocation.density().read(DensityBand.PERSONS, GRID.window()), values);
      double sum = 0;
      for (float v : values) {
        sum += Float.isNaN(v) ? 0 : v;
      }
      assertEquals(figure, sum, 1e-6 * figure);
    }
  }

  @Test
  void cellsAreZeroUnknownOrNotLookedAt() {
    float[] persons = allocation.density().read(DensityBand.PERSONS, GRID.window());
    float[] built = allocation.density().read(DensityBand.BUILT_FRACTION, GRID.window());
    for (int row = 0; row < 300; row++) {
      for (int column = 0; column < 600; column++) {
        int i = row * 600 + column;
        boolean looked = row < 280;
        assertEquals(!looked, Float.isNaN(built[i]), "built " + column + "/" + row);
        // Cells 400 to 402 may hold a part of a house that a known unit's border cuts.
        if (column < 400 || column > 402) {
          assertEquals(
              !looked || column >= 400, Float.isNaN(persons[i]), "persons " + column + "/" + row);
        }
      }
    }
  }

  private double sum(DensityBand band) {
    double sum = 0;
    for (float v : allocation.density().read(band, GRID.window())) {
      sum += Float.isNaN(v) ? 0 : v;
    }
    return sum;
  }
}
