package hearth.zonal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.HeightEvidence;
import hearth.footprint.HeightVerdict;
import hearth.footprint.OsmElement;
import hearth.footprint.Status;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.raster.FloatBlocks;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

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
      Building house = apply(filter, at(5, 10, 15, 20));
      assertEquals(Status.ADDED, house.status());
      assertEquals(6, house.heightMetres(), 1e-3);

      Building shed = apply(filter, at(20, 10, 30, 20));
      assertEquals(Status.REJECTED, shed.status());
      assertEquals("height 0.8 m < 2.0 m", shed.reason());
      assertEquals(0.8, shed.heightMetres(), 1e-3);

      assertEquals("height 0.0 m < 2.0 m", apply(filter, at(5, 25, 15, 35)).reason());
    }
    try (HeightFilter filter = open(2.52)) {
      assertEquals("height 2.0 m < 2.5 m", apply(filter, at(35, 10, 45, 20)).reason());
    }
  }

  @Test
  void nearTheLimitTheScoreFallsInsteadOfTheHouse() {
    for (double[] limitAndFactor :
        new double[][] {{1.5, 1}, {2, 0.75}, {2.25, 0.625}, {2.5, 0.5}}) {
      try (HeightFilter filter = open(limitAndFactor[0])) {
        Building house = apply(filter, at(35, 10, 45, 20));
        assertEquals(Status.ADDED, house.status());
        assertEquals(
            limitAndFactor[1] == 1 ? HeightVerdict.STANDS : HeightVerdict.DOUBTFUL,
            house.surface().verdict().orElseThrow());
        assertEquals(0.8 * limitAndFactor[1], house.evidence().score(), 1e-3);
        assertEquals(0.6 * limitAndFactor[1], house.evidence().pBuilding(), 1e-3);
      }
    }
  }

  @Test
  void mappedBuildingsAreMeasuredAndNeverRejected() {
    try (HeightFilter filter = open(2.0)) {
      Building mapped =
          Building.mapped(
              new OsmElement("way", 1, Map.of("building", "yes")), at(20, 10, 30, 20).outline());
      Building measured = apply(filter, mapped);
      assertEquals(Status.OSM_ONLY, measured.status());
      assertEquals(HeightVerdict.TOO_LOW, measured.surface().verdict().orElseThrow());
      assertEquals(0.8, measured.heightMetres(), 1e-3);
    }
  }

  @Test
  void slopeAndRuggednessAreThoseOfTheGround() {
    try (HeightFilter filter = open(2.0)) {
      HeightEvidence e = apply(filter, at(5, 10, 15, 20)).surface();
      assertEquals(Math.toDegrees(Math.atan(Math.hypot(0.1, 0.05))), e.slopeDegrees(), 0.01);
      assertEquals(0, e.ruggednessMetres(), 1e-3);
    }
  }

  @Test
  void takesTheUpperQuartile() {
    try (HeightFilter filter = open(2.0)) {
      // 70 % roof: the highest quarter is all roof. 17 % roof: most of that quarter is ground.
      assertEquals(6, apply(filter, at(8, 10, 18, 20)).heightMetres(), 1e-3);
      assertEquals(0, apply(filter, at(14, 10, 20, 20)).heightMetres(), 1e-3);
      assertEquals(Status.REJECTED, apply(filter, at(14, 10, 20, 20)).status());
    }
  }

  @Test
  void nodataIsNoEvidence() {
    try (HeightFilter filter = open(2.0)) {
      for (Building b : List.of(at(52, 10, 58, 20), at(900, 900, 910, 910))) {
        Building unseen = apply(filter, b);
        assertEquals(b.status(), unseen.status());
        assertEquals(b.evidence(), unseen.evidence());
        assertEquals(HeightVerdict.NO_EVIDENCE, unseen.surface().verdict().orElseThrow());
      }
      Building half = apply(filter, at(44, 25, 58, 30));
      assertEquals(Status.REJECTED, half.status(), "by the pixels that have a value");
    }
  }

  @Test
  void outlineNarrowerThanAPixelTakesTheOneItStandsOn() {
    try (HeightFilter filter = open(2.0)) {
      assertEquals(6, apply(filter, at(8.1, 12.1, 8.3, 12.3)).heightMetres(), 0.1);
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
        new SurfaceOptions(dsm.toString(), Optional.of(other.toString()), 2, 35, Optional.empty());
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      assertEquals(6, apply(filter, at(5, 10, 15, 20)).heightMetres(), 0.01);
    }
  }

  @Test
  void withoutATerrainModelTheGroundComesFromTheSurface() {
    SurfaceOptions options =
        new SurfaceOptions(dsm.toString(), Optional.empty(), 2, 35, Optional.empty());
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      assertEquals(6, apply(filter, at(5, 10, 15, 20)).heightMetres(), 0.3);
      // A house that nobody knows of, beside the one that is asked about, is no ground either.
      assertEquals(Status.REJECTED, apply(filter, at(20, 10, 30, 20)).status());
      assertEquals(0, apply(filter, at(16, 24, 22, 30)).heightMetres(), 0.2);
    }
  }

  @Test
  void noOtherRoofOfAnAttachedBlockIsTakenForGround() {
    // Twelve houses wall to wall, 3 m each, of 4 to 9 m: the inner ones have no ground beside them.
    Grid grid = new Grid(UTM, Affine.northUp(X, Y + 60, 0.5, 0.5), 160, 120);
    Path block =
        write(
            "block.tif",
            grid,
            (x, y) -> {
              double east = x - X - 20;
              double north = y - Y - 20;
              boolean in = east > 0 && east < 36 && north > 0 && north < 20;
              return ground(x, y) + (in ? 4 + (int) (east / 3) % 6 : 0);
            });
    List<Building> row = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      row.add(at(20 + 3 * i, 20, 23 + 3 * i, 40));
    }
    SurfaceOptions options =
        new SurfaceOptions(block.toString(), Optional.empty(), 2, 35, Optional.empty());
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      List<Building> checked = filter.check(row, row.stream().map(Building::outline).toList());
      for (int i = 0; i < 12; i++) {
        assertEquals(4 + i % 6, checked.get(i).heightMetres(), 0.5, "house " + i);
      }
    }
  }

  @Test
  void coarsePixelsGiveASlopeTestAlone() {
    Grid grid = new Grid(UTM, Affine.northUp(X, Y + 1200, 30, 30), 40, 40);
    // West of the middle 5°, east of it 45°.
    double gentle = Math.tan(Math.toRadians(5));
    Path coarse =
        write(
            "coarse.tif",
            grid,
            (x, y) -> 1000 + gentle * Math.min(x - X, 600) + Math.max(0, x - X - 600));
    SurfaceOptions options =
        new SurfaceOptions(coarse.toString(), Optional.empty(), 2, 35, Optional.empty());
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      assertFalse(filter.tellsHeights());
      Building flat = apply(filter, at(300, 600, 310, 610));
      assertEquals(Status.ADDED, flat.status());
      assertEquals(HeightVerdict.NOT_STEEP, flat.surface().verdict().orElseThrow());
      assertEquals(5, flat.surface().slopeDegrees(), 0.1);
      assertTrue(Double.isNaN(flat.heightMetres()));
      Building steep = apply(filter, at(900, 600, 910, 610));
      assertEquals(Status.REJECTED, steep.status());
      assertEquals("slope 45.0° > 35.0°", steep.reason());
      Building outside = apply(filter, at(5000, 600, 5010, 610));
      assertEquals(HeightVerdict.NO_EVIDENCE, outside.surface().verdict().orElseThrow());
      assertEquals(Status.ADDED, outside.status());
    }
  }

  @Test
  void aSurfaceModelShiftedByHalfItsExtentSaysNothingBesideIt() {
    Grid shifted = new Grid(UTM, Affine.northUp(X + 30, Y + 40, 1, 1), 60, 40);
    Path half = write("half.tif", shifted, (x, y) -> ground(x, y) + above(x, y));
    for (Optional<String> terrain :
        List.of(Optional.<String>empty(), Optional.of(dtm.toString()))) {
      SurfaceOptions options =
          new SurfaceOptions(half.toString(), terrain, 2, 35, Optional.empty());
      try (HeightFilter filter = HeightFilter.open(options, UTM)) {
        List<Building> all = List.of(at(5, 10, 15, 20), at(20, 10, 29, 20), at(35, 10, 45, 20));
        List<Building> checked = filter.check(all, all.stream().map(Building::outline).toList());
        for (int i = 0; i < 2; i++) {
          assertEquals(Status.ADDED, checked.get(i).status());
          assertEquals(HeightVerdict.NO_EVIDENCE, checked.get(i).surface().verdict().orElseThrow());
          assertEquals(all.get(i).evidence(), checked.get(i).evidence());
        }
        assertEquals(2, checked.get(2).heightMetres(), 0.3);
      }
    }
  }

  @Test
  void theSurfaceModelMayBeInDegrees() {
    Envelope extent = UTM.to(Crs.WGS84).apply(DSM_GRID.extent());
    Grid grid = Grid.covering(Crs.WGS84, extent, 1e-5);
    var back = Crs.WGS84.to(UTM);
    Path degrees =
        write(
            "degrees.tif",
            grid,
            (lon, lat) -> {
              var p = back.apply(lon, lat);
              return ground(p.x, p.y) + above(p.x, p.y);
            });
    for (Optional<String> terrain :
        List.of(Optional.<String>empty(), Optional.of(dtm.toString()))) {
      SurfaceOptions options =
          new SurfaceOptions(degrees.toString(), terrain, 2, 35, Optional.empty());
      try (HeightFilter filter = HeightFilter.open(options, UTM)) {
        assertTrue(filter.tellsHeights());
        assertEquals(6, apply(filter, at(5, 10, 15, 20)).heightMetres(), 0.4);
        assertEquals(Status.REJECTED, apply(filter, at(6, 24, 14, 34)).status());
      }
    }
  }

  @Test
  void aSurfaceModelInFeetIsRefusedUnlessDeclared() throws Exception {
    Path feet = folder.resolve("feet.vrt");
    Files.writeString(
        feet,
        """
        <VRTDataset rasterXSize="60" rasterYSize="40">
          <SRS>EPSG:32645</SRS>
          <GeoTransform>%s, 1, 0, %s, 0, -1</GeoTransform>
          <VRTRasterBand dataType="Float32" band="1">
            <UnitType>ft</UnitType>
            <SimpleSource>
              <SourceFilename relativeToVRT="1">dsm.tif</SourceFilename>
            </SimpleSource>
          </VRTRasterBand>
        </VRTDataset>
        """
            .formatted(X, Y + 40));
    SurfaceOptions undeclared =
        new SurfaceOptions(feet.toString(), Optional.empty(), 2, 35, Optional.empty());
    InputException e =
        assertThrows(InputException.class, () -> HeightFilter.open(undeclared, UTM).close());
    assertTrue(e.getMessage().contains("its heights are in 'ft'"), e::getMessage);
    SurfaceOptions declared =
        new SurfaceOptions(feet.toString(), Optional.empty(), 1, 35, Optional.of("feet"));
    try (HeightFilter filter = HeightFilter.open(declared, UTM)) {
      assertEquals(6 * 0.3048, apply(filter, at(5, 10, 15, 20)).heightMetres(), 0.2);
    }
  }

  @Test
  void declaredFeetAreFeet() {
    SurfaceOptions options =
        new SurfaceOptions(dsm.toString(), Optional.of(dtm.toString()), 2, 35, Optional.of("feet"));
    try (HeightFilter filter = HeightFilter.open(options, UTM)) {
      assertEquals(6 * 0.3048, apply(filter, at(5, 10, 15, 20)).heightMetres(), 1e-3);
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

  private static Building apply(HeightFilter filter, Building b) {
    return filter.check(List.of(b), List.of(b.outline())).get(0);
  }

  private HeightFilter open(double minHeight) {
    return HeightFilter.open(
        new SurfaceOptions(
            dsm.toString(), Optional.of(dtm.toString()), minHeight, 35, Optional.empty()),
        UTM);
  }

  private static Building at(double west, double south, double east, double north) {
    return Building.detected(
        GEOMETRIES.toGeometry(new Envelope(X + west, X + east, Y + south, Y + north)),
        new Evidence(0.8, 0.9, 0.9, 0.6),
        List.of("0/0"));
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
