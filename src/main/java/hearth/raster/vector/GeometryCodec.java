package hearth.raster.vector;

import hearth.geo.DataIssue;
import java.util.function.Consumer;
import org.gdal.ogr.ogr;
import org.gdal.ogr.ogrConstants;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** Geometries between OGR and JTS, by well-known binary. One thread. */
final class GeometryCodec {
  private final GeometryFactory factory = new GeometryFactory();
  private final WKBReader reader = new WKBReader(factory);
  private final WKBWriter writer = new WKBWriter(2);

  /**
   * An OGR geometry as JTS: two dimensions, arcs as lines, polygons valid.
   *
   * @param source left as it is
   * @param swap whether OGR holds y before x
   * @param where file and feature
   * @param issues told of what was repaired or could not be read
   * @return null for an empty geometry, and for one of which nothing could be saved
   */
  Geometry toJts(
      org.gdal.ogr.Geometry source, boolean swap, String where, Consumer<DataIssue> issues) {
    org.gdal.ogr.Geometry flat = flattened(source);
    byte[] wkb;
    try {
      if (swap) {
        flat.SwapXY();
      }
      wkb = flat.ExportToWkb();
    } finally {
      flat.delete();
    }
    Geometry geometry;
    try {
      geometry = reader.read(wkb);
    } catch (ParseException | IllegalArgumentException e) {
      issues.accept(
          new DataIssue(
              "geometry-unreadable", "the geometry is left out: " + e.getMessage().strip(), where));
      return null;
    }
    if (geometry.isEmpty()) {
      return null;
    }
    if (!isFinite(geometry)) {
      issues.accept(
          new DataIssue(
              "geometry-unreadable",
              "the geometry is left out: a coordinate is not a number",
              where));
      return null;
    }
    return geometry instanceof Polygonal ? valid(geometry, where, issues) : geometry;
  }

  /** A geometry as a layer of this type holds it. */
  Geometry as(GeometryType type, Geometry geometry) {
    return type == GeometryType.MULTIPOLYGON && geometry instanceof Polygon polygon
        ? factory.createMultiPolygon(new Polygon[] {polygon})
        : geometry;
  }

  /** A JTS geometry as OGR; the caller deletes it. */
  org.gdal.ogr.Geometry toOgr(Geometry geometry, GeometryType type) {
    org.gdal.ogr.Geometry result = ogr.CreateGeometryFromWkb(writer.write(as(type, geometry)));
    if (result == null) {
      throw new IllegalStateException("OGR does not take " + geometry.getGeometryType());
    }
    return result;
  }

  private static org.gdal.ogr.Geometry flattened(org.gdal.ogr.Geometry source) {
    org.gdal.ogr.Geometry flat =
        source.HasCurveGeometry() != 0 ? source.GetLinearGeometry() : source.Clone();
    flat.FlattenTo2D();
    int type = flat.GetGeometryType();
    boolean surface =
        type == ogrConstants.wkbPolyhedralSurface
            || type == ogrConstants.wkbTIN
            || type == ogrConstants.wkbTriangle;
    // ForceToMultiPolygon takes over what it is given.
    return surface ? ogr.ForceToMultiPolygon(flat) : flat;
  }

  private static boolean isFinite(Geometry geometry) {
    // The envelope skips NaN where it does not come first: look at the coordinates themselves.
    for (Coordinate c : geometry.getCoordinates()) {
      if (!Double.isFinite(c.x) || !Double.isFinite(c.y)) {
        return false;
      }
    }
    return true;
  }

  private Geometry valid(Geometry geometry, String where, Consumer<DataIssue> issues) {
    TopologyValidationError error = new IsValidOp(geometry).getValidationError();
    if (error == null) {
      return geometry;
    }
    String reason = describe(error);
    Geometry fixed = GeometryFixer.fix(geometry);
    if (fixed.isEmpty() || !(fixed instanceof Polygonal)) {
      issues.accept(
          new DataIssue("geometry-without-area", "the geometry is left out: " + reason, where));
      return null;
    }
    issues.accept(
        new DataIssue(
            "geometry-repaired",
            "%s; area %s -> %s".formatted(reason, geometry.getArea(), fixed.getArea()),
            where));
    return geometry instanceof MultiPolygon && fixed instanceof Polygon polygon
        ? factory.createMultiPolygon(new Polygon[] {polygon})
        : fixed;
  }

  private static String describe(TopologyValidationError error) {
    Coordinate at = error.getCoordinate();
    return at == null
        ? error.getMessage()
        : "%s at (%s, %s)".formatted(error.getMessage(), at.x, at.y);
  }
}
