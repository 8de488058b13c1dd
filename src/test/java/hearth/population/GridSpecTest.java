package hearth.population;

import static hearth.population.Fixtures.UTM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;

class GridSpecTest {
  private static final Envelope EXTENT = new Envelope(500_007, 500_095, 3_050_001, 3_050_061);

  @ParameterizedTest
  @CsvSource({
    "30 m, 30, METRES",
    "100m, 100, METRES",
    "0.1 km, 100, METRES",
    "1 arcsec, 0.0002777777777777778, DEGREES",
    "3 arcsec, 0.0008333333333333334, DEGREES",
    "0.5 arcmin, 0.008333333333333333, DEGREES",
    "0.0002777 deg, 0.0002777, DEGREES"
  })
  void parses(String text, double size, GridSpec.Unit unit) {
    GridSpec spec = GridSpec.parse(text);
    assertEquals(size, spec.size(), 1e-16);
    assertEquals(unit, spec.unit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "m", "30 ells", "3,5 m", "1.2.3 m", "-30 m", "0 m", "1e999 m"})
  void refusesWhatIsNoCell(String text) {
    assertThrows(InputException.class, () -> GridSpec.parse(text));
  }

  @Test
  void linesLieOnMultiplesOfTheCell() {
    Grid grid = GridSpec.parse("30 m").grid(UTM, EXTENT);
    assertEquals(UTM, grid.crs());
    assertEquals(499_980, grid.affine().originX());
    assertEquals(3_050_070, grid.affine().originY());
    assertEquals(4, grid.width());
    assertEquals(3, grid.height());
  }

  @Test
  void arcSecondsAreOnWgs84() {
    Grid grid = GridSpec.parse("1 arcsec").grid(UTM, EXTENT);
    assertEquals(Crs.WGS84, grid.crs());
    double seconds = grid.affine().originX() * 3600;
    assertEquals(Math.rint(seconds), seconds, 1e-6);
    assertTrue(grid.extent().contains(UTM.to(Crs.WGS84).apply(EXTENT)));
  }

  @Test
  void anotherReferenceSystemMayBeGiven() {
    assertEquals(Crs.epsg(3857), GridSpec.parse("30 m", "EPSG:3857").grid(UTM, EXTENT).crs());
    InputException metres =
        assertThrows(
            InputException.class, () -> GridSpec.parse("30 m", "EPSG:4326").grid(UTM, EXTENT));
    assertEquals(
        "grid: a cell in metres does not go with EPSG:4326\n"
            + "  Give a projected system, or a cell such as '1 arcsec'.",
        metres.getMessage());
    assertThrows(
        InputException.class, () -> GridSpec.parse("1 arcsec", "EPSG:32645").grid(UTM, EXTENT));
  }

  @Test
  void feetOfASystemAreMetresToThePerson() {
    // NAD83 / California zone 5, US survey feet.
    Crs feet = Crs.epsg(2229);
    Grid grid = GridSpec.parse("30 m").grid(feet, new Envelope(6.5e6, 6.501e6, 1.8e6, 1.801e6));
    assertEquals(30 / (1200.0 / 3937), grid.affine().scaleX(), 1e-9);
  }

  @Test
  void tooManyCellsAreRefused() {
    assertThrows(
        InputException.class,
        () -> GridSpec.parse("0.001 m").grid(UTM, new Envelope(0, 1e6, 0, 1e6)));
  }
}
