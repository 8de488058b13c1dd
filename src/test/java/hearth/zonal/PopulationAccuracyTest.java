package hearth.zonal;

import static hearth.zonal.CellCoverageTest.wkt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.raster.FloatBlocks;
import hearth.zonal.PopulationScores.AreaError;
import java.util.List;
import org.junit.jupiter.api.Test;

class PopulationAccuracyTest {
  private static final float ND = Float.NaN;
  private static final Crs UTM = Crs.epsg(32645);

  /** Three by two cells of 10 m. */
  private static final Grid GRID = new Grid(UTM, Affine.northUp(500_000, 20, 10, 10), 3, 2);

  private static final FloatBlocks PERSONS = FloatBlocks.of(new float[] {1, 2, 3, 4, 5, ND}, 3);

  @Test
  void sumsCellsByExactCoverage() {
    ZonalSum sum = new ZonalSum(GRID, PERSONS);
    assertEquals(12, sum.of(box(0, 0, 20, 20)), 1e-12);
    assertEquals(0.25 * (1 + 2 + 4 + 5), sum.of(box(5, 5, 15, 15)), 1e-12);
    assertEquals(1.5, sum.of(box(25, 0, 99, 99)), 1e-12, "nodata beside a value counts as nothing");
    assertTrue(Double.isNaN(sum.of(box(20, 0, 30, 10))), "nodata alone");
    assertTrue(Double.isNaN(sum.of(box(90, 0, 99, 10))), "off the raster");
    assertTrue(Double.isNaN(sum.of(wkt("POLYGON EMPTY"))));
  }

  @Test
  void figuresFollowTheirFormulas() {
    // Errors: -2, +1, +3 and 0 of truths 4, 0, 6 and 10.
    PopulationScores s =
        PopulationAccuracy.score(
            List.of(
                new AreaError("a", 4, 2),
                new AreaError("b", 0, 1),
                new AreaError("c", 6, 9),
                new AreaError("d", 10, 10)));
    assertEquals(4, s.n());
    assertEquals(1.5, s.mae(), 1e-12);
    assertEquals(Math.sqrt(14 / 4.0), s.rmse(), 1e-12);
    assertEquals(100 * (0.5 + 0.5 + 0) / 3, s.mape(), 1e-12);
    assertEquals(0.3, s.rtae(), 1e-12);
    assertEquals(0.5, s.bias(), 1e-12);
    assertEquals(20, s.truthPersons());
    assertEquals(22, s.estimatedPersons());
    // Deviations -1 -5 1 5 and -3.5 -4.5 3.5 4.5.
    double r = (3.5 + 22.5 + 3.5 + 22.5) / Math.sqrt((1 + 25 + 1 + 25) * (2 * 12.25 + 2 * 20.25));
    assertEquals(r * r, s.r2(), 1e-12);
  }

  @Test
  void areasInAnotherSystemAreBroughtToTheGrid() {
    Crs mercator = Crs.epsg(3857);
    PopulationScores s =
        PopulationAccuracy.evaluate(
            GRID,
            PERSONS,
            List.of(
                new TruthArea("left", UTM.to(mercator).apply(box(0, 0, 10, 20)), 6),
                new TruthArea("unknown", UTM.to(mercator).apply(box(10, 0, 20, 20)), Double.NaN),
                new TruthArea("off", UTM.to(mercator).apply(box(80, 0, 90, 20)), 2)),
            mercator);
    assertEquals(2, s.n(), "without the unknown one");
    assertEquals(5, s.areas().get(0).estimate(), 1e-5);
    assertTrue(Double.isNaN(s.areas().get(1).estimate()));
    assertEquals(3, s.mae() * 2, 1e-5, "who is off the raster is missed");
  }

  @Test
  void nothingToCompareIsRefused() {
    assertThrows(
        InputException.class, () -> PopulationAccuracy.evaluate(GRID, PERSONS, List.of(), UTM));
    assertThrows(
        InputException.class,
        () ->
            PopulationAccuracy.evaluate(
                GRID, PERSONS, List.of(new TruthArea("x", box(90, 0, 99, 9), 1)), UTM));
  }

  private static org.locationtech.jts.geom.Geometry box(double w, double s, double e, double n) {
    return new org.locationtech.jts.geom.GeometryFactory()
        .toGeometry(new org.locationtech.jts.geom.Envelope(500_000 + w, 500_000 + e, s, n));
  }
}
