package hearth.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Reference systems: x before y, whoever wrote them down. */
class CrsTest {
  /** As GDAL writes a geographic system that no code is known for: latitude first. */
  private static final String LATITUDE_FIRST =
      "GEOGCS[\"own\",DATUM[\"own\",SPHEROID[\"own\",6378000,300]],PRIMEM[\"Greenwich\",0],"
          + "UNIT[\"degree\",0.0174532925199433],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST]]";

  private static final String NORTHING_FIRST =
      "PROJCS[\"own\","
          + LATITUDE_FIRST
          + ",PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],"
          + "PARAMETER[\"central_meridian\",9],PARAMETER[\"scale_factor\",1],"
          + "PARAMETER[\"false_easting\",3500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1],"
          + "AXIS[\"Northing\",NORTH],AXIS[\"Easting\",EAST]]";

  @Test
  void longitudeComesFirstWhateverTheAuthoritySays() {
    Coordinate p = Crs.WGS84.to(Crs.epsg(32645)).apply(85.52, 27.63);
    assertEquals(354_000, p.x, 1000);
    assertEquals(3_057_000, p.y, 1000);
    // EPSG:3035 is northing, easting by its authority.
    Coordinate q = Crs.WGS84.to(Crs.epsg(3035)).apply(10, 52);
    assertEquals(4_321_000, q.x, 0.01);
    assertEquals(3_210_000, q.y, 0.01);
  }

  @Test
  void longitudeComesFirstInWktThatPutsLatitudeFirst() {
    Crs own = Crs.parse(LATITUDE_FIRST);
    assertTrue(own.isGeographic());
    Coordinate p = own.to(Crs.WGS84).apply(85, 27);
    assertEquals(85, p.x, 0.1);
    assertEquals(27, p.y, 0.1);
  }

  @Test
  void eastingComesFirstInWktThatPutsNorthingFirst() {
    Crs own = Crs.parse(NORTHING_FIRST);
    assertFalse(own.isGeographic());
    Coordinate p = own.to(Crs.WGS84).apply(3_500_000, 5_800_000);
    assertEquals(9, p.x, 1e-9);
    assertEquals(52.3, p.y, 0.3);
  }

  @Test
  void aSystemThatWasParsedBeforeIsTheSame() {
    assertSame(Crs.epsg(32645), Crs.parse(" epsg:32645 "));
    assertEquals(Crs.epsg(32645), Crs.parse(Crs.epsg(32645).wkt()));
    assertEquals(Crs.epsg(32645).hashCode(), Crs.parse(Crs.epsg(32645).wkt()).hashCode());
    assertNotEquals(Crs.epsg(32645), Crs.epsg(32644));
    assertEquals(Crs.parse(LATITUDE_FIRST), Crs.parse(LATITUDE_FIRST + " "));
    assertNotEquals(Crs.parse(LATITUDE_FIRST), Crs.parse(NORTHING_FIRST));
  }

  @Test
  void whatIsNotASystemIsRefusedWithARemedy() {
    for (String text : new String[] {"EPSG:999999", "epsg:0", "WGS 84", ""}) {
      InputException e = assertThrows(InputException.class, () -> Crs.parse(text));
      assertTrue(e.getMessage().contains("EPSG:32645"), e.getMessage());
    }
  }

  @Test
  void utmZonesFollowLongitudeAndHemisphere() {
    assertEquals(Crs.epsg(32645), Crs.utmAt(85.5, 27.6));
    assertEquals(Crs.epsg(32736), Crs.utmAt(32.6, -0.3));
    assertEquals(Crs.epsg(32601), Crs.utmAt(-180, 10));
    assertEquals(Crs.epsg(32660), Crs.utmAt(180, 10));
    assertEquals(Crs.epsg(32631), Crs.utmAt(0, 0));
  }

  @Test
  void unitsAreKnownInMetres() {
    assertEquals(1, Crs.epsg(32645).metresPerUnit());
    assertEquals(1200.0 / 3937, Crs.epsg(2263).metresPerUnit(), 1e-12);
    assertThrows(IllegalStateException.class, Crs.WGS84::metresPerUnit);
  }

  @Test
  void thereAndBackIsWhereItBegan() {
    for (int code : new int[] {32645, 3857, 3035, 27700, 2263, 4326}) {
      Crs crs = Crs.epsg(code);
      double lon = code == 2263 ? -74 : code == 32645 ? 86 : 1;
      double lat = code == 2263 ? 40.7 : code == 32645 ? 27 : 52;
      Coordinate p = Crs.WGS84.to(crs).apply(lon, lat);
      Coordinate back = crs.to(Crs.WGS84).apply(p.x, p.y);
      assertEquals(lon, back.x, 1e-7, crs.toString());
      assertEquals(lat, back.y, 1e-7, crs.toString());
    }
  }

  @Test
  void geometriesAreMovedAndTheOriginalKept() throws ParseException {
    Geometry square = new WKTReader().read("POLYGON ((85 27, 85.1 27, 85.1 27.1, 85 27))");
    Geometry before = square.copy();
    Geometry moved = Crs.WGS84.to(Crs.epsg(32645)).apply(square);
    assertTrue(square.equalsExact(before));
    assertEquals(4, moved.getNumPoints());
    assertTrue(moved.getEnvelopeInternal().getMinX() > 100_000);
  }

  @Test
  void anExtentCoversWhatItsEdgesBulgeTo() {
    // The northern edge of a wide rectangle in degrees bows in UTM.
    Envelope extent = new Envelope(84, 90, 27, 28);
    Envelope moved = Crs.WGS84.to(Crs.epsg(32645)).apply(extent);
    Coordinate corner = Crs.WGS84.to(Crs.epsg(32645)).apply(84, 27);
    Coordinate middle = Crs.WGS84.to(Crs.epsg(32645)).apply(87, 27);
    assertTrue(middle.y < corner.y);
    assertEquals(middle.y, moved.getMinY(), 1e-6);
  }

  @Test
  void aPositionThatATargetCannotHoldIsRefused() {
    assertThrows(InputException.class, () -> Crs.WGS84.to(Crs.epsg(3857)).apply(10, Double.NaN));
    assertThrows(InputException.class, () -> Crs.WGS84.to(Crs.epsg(3857)).apply(10, 90));
    // Alike each time: projections warn of far positions only once in a while.
    for (int i = 0; i < 3; i++) {
      String message =
          assertThrows(
                  InputException.class, () -> Crs.epsg(32645).to(Crs.WGS84).apply(1e300, -1e300))
              .getMessage();
      assertTrue(message.contains("a position lies outside what"), message);
    }
  }
}
