package hearth.raster.vector;

import org.gdal.ogr.ogrConstants;

/** Geometry type of a layer that is written. */
public enum GeometryType {
  POINT(ogrConstants.wkbPoint),
  LINESTRING(ogrConstants.wkbLineString),
  POLYGON(ogrConstants.wkbPolygon),
  /** Single polygons are written as multipolygons of one part. */
  MULTIPOLYGON(ogrConstants.wkbMultiPolygon),
  /** Any geometry. */
  ANY(ogrConstants.wkbUnknown),
  /** A table without geometries. */
  NONE(ogrConstants.wkbNone);

  private final int ogr;

  GeometryType(int ogr) {
    this.ogr = ogr;
  }

  int ogr() {
    return ogr;
  }
}
