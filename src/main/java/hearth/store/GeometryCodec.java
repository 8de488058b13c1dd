package hearth.store;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import java.util.List;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;

/**
 * Geometries between a run's metric reference system and the columns of the database, which are
 * longitude, latitude on WGS 84. Doubles are kept in full: the way there and back moves a position
 * by less than a thousandth of a millimetre. For one thread.
 */
final class GeometryCodec {
  private static final int WGS84 = 4326;
  private static final GeometryFactory LON_LAT =
      new GeometryFactory(new org.locationtech.jts.geom.PrecisionModel(), WGS84);

  private final CrsTransform toLonLat;
  private final CrsTransform toRun;
  private final WKBWriter ewkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true);
  private final WKBWriter wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, false);
  private final WKBReader reader = new WKBReader(new GeometryFactory());

  GeometryCodec(Crs run) {
    this.toLonLat = run.to(Crs.WGS84);
    this.toRun = Crs.WGS84.to(run);
  }

  /** A polygon of the run's system as a polygon column takes it. */
  byte[] polygon(Polygon metric) {
    return lonLat(toLonLat.apply(metric));
  }

  /** Polygons of the run's system as a multipolygon column takes them. */
  byte[] multiPolygon(Geometry metric) {
    Geometry moved = toLonLat.apply(metric);
    if (moved instanceof MultiPolygon) {
      return lonLat(moved);
    }
    if (moved.isEmpty()) {
      return lonLat(LON_LAT.createMultiPolygon());
    }
    if (moved instanceof Polygon polygon) {
      return lonLat(LON_LAT.createMultiPolygon(new Polygon[] {polygon}));
    }
    throw new IllegalArgumentException("not polygonal: " + metric.getGeometryType());
  }

  /** Bit for bit, in the run's system. */
  byte[] exact(Geometry metric) {
    return wkb.write(metric);
  }

  /** The same of several, as a collection. */
  byte[] exact(List<Geometry> metric) {
    return wkb.write(LON_LAT.createGeometryCollection(metric.toArray(Geometry[]::new)));
  }

  /** Back from {@link #exact}. */
  Geometry exact(byte[] stored) {
    try {
      return reader.read(stored);
    } catch (ParseException e) {
      throw new IllegalStateException("not WKB", e);
    }
  }

  /**
   * Back from a polygon or multipolygon column (WKB) to the run's system; a multipolygon of one
   * polygon comes back as a polygon.
   */
  Geometry metric(byte[] lonLatWkb) {
    Geometry moved = toRun.apply(exact(lonLatWkb));
    return moved.getNumGeometries() == 1 ? moved.getGeometryN(0) : moved;
  }

  private byte[] lonLat(Geometry geometry) {
    geometry.setSRID(WGS84);
    return ewkb.write(geometry);
  }
}
