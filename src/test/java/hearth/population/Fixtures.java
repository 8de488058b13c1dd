package hearth.population;

import hearth.footprint.Building;
import hearth.geo.Crs;
import java.util.List;
import java.util.Locale;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Units and buildings for the tests, near (500000, 3050000) in UTM 45 N. */
final class Fixtures {
  static final Crs UTM = Crs.epsg(32645);
  static final double X = 500_000;
  static final double Y = 3_050_000;

  private Fixtures() {}

  /** A rectangle, metres from (X, Y). */
  static Geometry box(double west, double south, double east, double north) {
    return wkt(
        String.format(
            Locale.ROOT,
            "POLYGON ((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))",
            X + west,
            Y + south,
            X + east,
            Y + north));
  }

  static Building house(double west, double south, double east, double north) {
    return Building.given(box(west, south, east, north));
  }

  static Census census(CensusUnit... units) {
    return new Census("census.gpkg", UTM, List.of(units));
  }

  static CensusUnit unit(String id, Geometry area, double persons) {
    return new CensusUnit(id, area, persons);
  }

  static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
