package hearth.geo;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.measure.Unit;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.referencing.CRS;
import si.uom.SI;

/**
 * A coordinate reference system whose axes are always x before y: easting before northing,
 * longitude before latitude, whatever the order its authority gives.
 */
public final class Crs {
  private static final Map<String, Crs> KNOWN = new ConcurrentHashMap<>();
  private static final Pattern AXIS =
      Pattern.compile(",\\s*AXIS\\s*\\[\\s*\"[^\"]*\"\\s*,\\s*\\w+\\s*]");

  /** Longitude, latitude in degrees on WGS 84. */
  public static final Crs WGS84 = epsg(4326);

  private final CoordinateReferenceSystem system;
  private final int epsg;

  private Crs(CoordinateReferenceSystem system, int epsg) {
    this.system = system;
    this.epsg = epsg;
  }

  /** The system with an EPSG code; an unknown code is refused. */
  public static Crs epsg(int code) {
    return KNOWN.computeIfAbsent(
        "EPSG:" + code,
        name -> {
          try {
            return new Crs(CRS.decode(name, true), code);
          } catch (FactoryException e) {
            throw new InputException(
                name + " is not a known coordinate reference system",
                "Give a code such as EPSG:32645.",
                e);
          }
        });
  }

  /** From {@code EPSG:32645} or WKT (version 1, as GDAL and shapefiles write it). */
  public static Crs parse(String text) {
    String trimmed = text.strip();
    if (trimmed.toUpperCase(Locale.ROOT).matches("EPSG:\\d{1,9}")) {
      return epsg(Integer.parseInt(trimmed.substring(5)));
    }
    return KNOWN.computeIfAbsent(
        trimmed,
        wkt -> {
          try {
            // Files hold x before y whatever axes their WKT names; without a word on axes that is
            // also how WKT is read.
            CoordinateReferenceSystem parsed = CRS.parseWKT(AXIS.matcher(wkt).replaceAll(""));
            Integer code = CRS.lookupEpsgCode(parsed, false);
            return code == null ? new Crs(parsed, 0) : epsg(code);
          } catch (FactoryException e) {
            throw new InputException(
                "not a coordinate reference system: " + shortened(wkt),
                "Give a code such as EPSG:32645.",
                e);
          }
        });
  }

  /** The UTM zone (WGS 84) of a position. */
  public static Crs utmAt(double lon, double lat) {
    int zone = Math.min(60, Math.max(1, (int) Math.floor((lon + 180) / 6) + 1));
    return epsg((lat < 0 ? 32700 : 32600) + zone);
  }

  /** EPSG code, where the system has one. */
  public OptionalInt epsg() {
    return epsg == 0 ? OptionalInt.empty() : OptionalInt.of(epsg);
  }

  /** Whether coordinates are longitude and latitude in degrees. */
  public boolean isGeographic() {
    return system instanceof GeographicCRS;
  }

  /** Metres in one unit of the axes; only for projected systems. */
  public double metresPerUnit() {
    if (isGeographic()) {
      throw new IllegalStateException(this + " is measured in degrees");
    }
    Unit<?> unit = system.getCoordinateSystem().getAxis(0).getUnit();
    try {
      return unit.getConverterToAny(SI.METRE).convert(1.0);
    } catch (javax.measure.IncommensurableException e) {
      throw new InputException(this + " is not measured in metres or feet", "Reproject it.", e);
    }
  }

  /** WKT, version 1. */
  public String wkt() {
    return system.toWKT();
  }

  /** The transform from this system to another. */
  public CrsTransform to(Crs target) {
    return CrsTransform.between(this, target);
  }

  CoordinateReferenceSystem system() {
    return system;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "…";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Crs that
        && (epsg != 0 || that.epsg != 0
            ? epsg == that.epsg
            : CRS.equalsIgnoreMetadata(system, that.system));
  }

  @Override
  public int hashCode() {
    return epsg != 0 ? epsg : 1;
  }

  @Override
  public String toString() {
    return epsg != 0 ? "EPSG:" + epsg : system.getName().toString();
  }
}
