package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Status;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.raster.FloatBlocks;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.index.strtree.STRtree;

class HeightFilterTest {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final Crs UTM = Crs.epsg(32645);
  private static final double X = 500_000;
  private static final double Y = 3_050_000;

  /** 60 x 40 m at 1 m. */
  private static final Grid DSM_GRID = new Grid(UTM, Affine.northUp(X, Y + 40, 1, 1), 60, 40);

  /** Coarser than the surface model, with another origin and room around it. */
  private static final Grid DTM_GRID =
      new Grid(UTM, Affine.northUp(X - 7.5, Y + 52.5, 5, 5), 16, 13);

  @TempDir Path folder;
  private Path dsm;
  private Path dtm;

  /** The ground rises 0.1 m each metre to the east and 0.05 m to the north. */
  private static double ground(double x, double y) {
    return 1300 + 0.1 * (x - X) + 0.05 * (y - Y);
  }

  /** Houses of 6 m and 0.8 m, one of exactly 2 m, and a strip without data. */
  private static double above(double x, double y) {
    double east = x - X;
    if (east > 50) {
      return Double.NaN;
    }
    double north = y - Y;
    boolean inRow = north > 10 && north < 20;
    if (inRow && east > 5 && east < 15) {
      return 6;
    }
    if (inRow && east > 20 && east < 30) {
      return 0.8;
    }
    return inRow && east > 35 && east < 45 ? 2 : 0;
  }

  @BeforeEach
  void writeModels() {
    dsm = write("dsm.tif", DSM_GRID, (x, y) -> ground(x, y) + above(x, y));
    dtm = write("dtm.tif", DTM_GRID, HeightFilterTest::ground);
  }

  @Test
  void keepsWhatStandsAndRejectsWhatLies() {
    try (HeightFilter filter = open(2.0)) {
      Building house = filter.apply(at(5, 10, 15, 20));
      assertEquals(Status.ADDED, house.status());
      assertEquals(6, house.heightMetres(), 1e-3);

      Building shed = filter.apply(at(20, 10, 30, 20));
      assertEquals(Status.REJECTED, shed.status());
      assertEquals("height 0.8 m < 2.0 m", shed.reason());
      assertEquals(0.8, shed.heightMetres(), 1e-3);

      assertEquals(Status.ADDED, filter.apply(at(35, 10, 45, 20)).status(), "exactly as high");
      assertEquals("height 0.0 m < 2.0 m", filter.apply(at(5, 25, 15, 35)).reason());
    }
    try (HeightFilter filter = open(2.02)) {
      assertEquals("height 2.00 m < 2.02 m", filter.apply(at(35, 10, 45, 20)).reason());
    }
  }

  @Test
  void takesTheUpperQuartile() {
    try (HeightFilter filter = open(2.0)) {
      // 70 % roof: the highest quarter is all roof. 17 % roof: most of that quarter is ground.
      assertEquals(6, filter.apply(at(8, 10, 18, 20)).heightMetres(), 1e-3);
      assertEquals(0, filter.apply(at(14, 10, 20, 20)).heightMetres(), 1e-3);
      assertEquals(Status.REJECTED, filter.apply(at(14, 10, 20, 20)).status());
    }
  }

  @Test
  void nodataIsNoEvidence() {
    try (HeightFilter filter = open(2.0)) {
      Building unseen = at(52, 10, 58, 20);
      assertSame(unseen, filter.apply(unseen));
      Building outside = at(900, 900, 910, 910);
      assertSame(outside, filter.apply(outside));
      Building half = filter.apply(at(44, 25, 58, 30));
      assertEquals(Status.REJECTED, half.status(), "by the pixels that have a value");
    }
  }

  @Test
  void outlineNarrowerThanAPixelTakesTheOneItStandsOn() {
    try (HeightFilter filter = open(2.0)) {
      assertEquals(6, filter.apply(at(8.1, 12.1, 8.3, 12.3)).heightMetres(), 0.1);
    }
  }

  @Test
  void modelsMayHaveAnotherReferenceSystem() {
    Crs mercator = Crs.epsg(3857);
    Envelope extent = UTM.to(mercator).apply(DTM_GRID.extent());
    Grid grid = Grid.covering(mercator, extent, 4);
    var back = mercator.to(UTM);
    Path other =
        write(
            "mercator.tif",
            grid,
            (x, y) -> {
              var p = back.apply(x, y);
              return ground(p.x, p.y);
            });
    SurfaceOptions options =
        new SurfaceOptions(dsm.toString(), Optional.of(other.toString()), 2, Optional.empty());
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      assertEquals(6, filter.apply(at(5, 10, 15, 20)).heightMetres(), 0.01);
    }
  }

  @Test
  void surfaceModelAloneIsRefused() {
    SurfaceOptions options =
        new SurfaceOptions(dsm.toString(), Optional.empty(), 2, Optional.empty());
    InputException e =
        assertThrows(InputException.class, () -> HeightFilter.open(options, UTM).close());
    assertTrue(e.getMessage().contains("Give dtm:"), e::getMessage);
  }

  @Test
  void declaredFeetAreFeet() {
    SurfaceOptions options =
        new SurfaceOptions(dsm.toString(), Optional.of(dtm.toString()), 2, Optional.of("feet"));
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      assertEquals(6 * 0.3048, filter.apply(at(5, 10, 15, 20)).heightMetres(), 1e-3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 1",
    "m, '', 1",
    "metre, '', 1",
    "ft, metres, 1",
    "m, feet, 0.3048",
    "'', us-feet, 0.3048006096012192"
  })
  void unitsOfHeights(String ofFile, String declared, double metres) {
    Optional<String> unit = declared.isEmpty() ? Optional.empty() : Optional.of(declared);
    assertEquals(metres, SurfaceUnit.of("dsm.tif", ofFile, unit).metres(), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"ft", "US survey foot", "cm"})
  void otherUnitsAreRefusedUnlessDeclared(String ofFile) {
    InputException e =
        assertThrows(
            InputException.class, () -> SurfaceUnit.of("dsm.tif", ofFile, Optional.empty()));
    assertTrue(e.getMessage().startsWith("dsm.tif: its heights are in '" + ofFile), e::getMessage);
    assertThrows(
        InputException.class, () -> SurfaceUnit.of("dsm.tif", "m", Optional.of("furlongs")));
  }

  @Test
  void realCityKeepsItsHousesAndRejectsItsStreets() {
    Path city = Path.of("..", "shared", "data", "goteborg-sweden");
    Assumptions.assumeTrue(Files.isDirectory(city), "the data lie beside the checkout");
    Crs run = Crs.utmAt(12, 57.7);
    SurfaceOptions options =
        new SurfaceOptions(
            city.resolve("dsm.tif").toString(),
            Optional.of(city.resolve("dtm.tif").toString()),
            2,
            Optional.empty());
    STRtree houses = new STRtree();
    Envelope extent = new Envelope();
    int kept = 0;
    int measured = 0;
    try (HeightFilter filter = HeightFilter.open(options, run);
        VectorLayer layer = VectorLayer.open(city.resolve("buildings.geojson").toString(), null)) {
      Reprojection toRun = new Reprojection(layer.crs(), run);
      for (Feature f : layer.readAll(i -> {})) {
        Building b = filter.apply(Building.given(toRun.apply(f.geometry())));
        houses.insert(b.outline().getEnvelopeInternal(), b.outline());
        extent.expandToInclude(b.outline().getEnvelopeInternal());
        measured += Double.isNaN(b.heightMetres()) ? 0 : 1;
        kept += b.status() == Status.ADDED && !Double.isNaN(b.heightMetres()) ? 1 : 0;
      }
      assertTrue(measured > 30 && kept >= 0.9 * measured, kept + " of " + measured);

      Random random = new Random(1);
      int streets = 0;
      int rejected = 0;
      for (int i = 0; i < 3000; i++) {
        double x = extent.getMinX() + random.nextDouble() * extent.getWidth();
        double y = extent.getMinY() + random.nextDouble() * extent.getHeight();
        Geometry square = GEOMETRIES.toGeometry(new Envelope(x, x + 6, y, y + 6));
        Geometry around = square.buffer(3);
        boolean free =
            houses.query(around.getEnvelopeInternal()).stream()
                .noneMatch(h -> ((Geometry) h).intersects(around));
        Building b = free ? filter.apply(Building.given(square)) : null;
        if (b != null && !Double.isNaN(b.heightMetres())) {
          streets++;
          rejected += b.status() == Status.REJECTED ? 1 : 0;
        }
      }
      assertTrue(streets > 100 && rejected >= 0.9 * streets, rejected + " of " + streets);
    }
  }

  private HeightFilter open(double minHeight) {
    return HeightFilter.open(
        new SurfaceOptions(
            dsm.toString(), Optional.of(dtm.toString()), minHeight, Optional.empty()),
        UTM);
  }

  private static Building at(double west, double south, double east, double north) {
    return Building.given(
        GEOMETRIES.toGeometry(new Envelope(X + west, X + east, Y + south, Y + north)));
  }

  private interface Surface {
    double at(double x, double y);
  }

  private Path write(String name, Grid grid, Surface surface) {
    Path file = folder.resolve(name);
    FloatBlocks values =
        w -> {
          float[] out = new float[w.width() * w.height()];
          for (int r = 0; r < w.height(); r++) {
            for (int c = 0; c < w.width(); c++) {
              var p = grid.centre(w.column() + c, w.row() + r);
              out[r * w.width() + c] = (float) surface.at(p.x, p.y);
            }
          }
          return out;
        };
    RasterWriter.writeCog(
        file, grid, List.of(new RasterBand("height", RasterBand.Overview.MEAN, values)), Map.of());
    return file;
  }
}
