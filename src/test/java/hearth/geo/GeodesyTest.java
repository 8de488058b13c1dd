package hearth.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class GeodesyTest {
  @Test
  void aDegreeOfTheEquatorAndAQuarterOfAMeridian() {
    assertEquals(Math.toRadians(6378137.0), Geodesy.distanceMetres(10, 0, 11, 0), 1e-6);
    assertEquals(10_001_965.729, Geodesy.distanceMetres(10, 0, 10, 90), 1e-3);
  }

  @Test
  void anOctantIsAnEighthOfTheEllipsoid() throws ParseException {
    // Surface of the WGS 84 ellipsoid: 510,065,621.724 km2.
    assertEquals(510_065_621_724_089.0 / 8, area("POLYGON ((0 0, 90 0, 90 90, 0 90, 0 0))"), 1e3);
  }

  @Test
  void holesAreTakenOutAndPartsAddedWhicheverWayRingsRun() throws ParseException {
    double outer = area("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))");
    double inner = area("POLYGON ((0.4 0.4, 0.4 0.6, 0.6 0.6, 0.6 0.4, 0.4 0.4))");
    assertEquals(
        outer - inner,
        area(
            "POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0),"
                + " (0.4 0.4, 0.6 0.4, 0.6 0.6, 0.4 0.6, 0.4 0.4))"),
        1);
    assertEquals(
        outer + inner,
        area(
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 1, 0 0)),"
                + " ((0.4 0.4, 0.4 0.6, 0.6 0.6, 0.6 0.4, 0.4 0.4)))"),
        1);
    assertEquals(0, area("POLYGON EMPTY"));
    assertEquals(0, area("POINT (1 1)"));
  }

  @Test
  void theAntimeridianIsNoEdge() throws ParseException {
    assertEquals(
        area("POLYGON ((10 0, 12 0, 12 1, 10 1, 10 0))"),
        area("POLYGON ((179 0, 181 0, 181 1, 179 1, 179 0))"),
        1e-3);
    assertEquals(
        Geodesy.distanceMetres(10, 0, 12, 0), Geodesy.distanceMetres(179, 0, -179, 0), 1e-6);
  }

  private static double area(String wkt) throws ParseException {
    Geometry g = new WKTReader().read(wkt);
    return Geodesy.areaSquareMetres(g);
  }
}
