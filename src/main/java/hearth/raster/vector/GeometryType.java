package hearth.raster.vector;

/** Geometry type of a layer that is written. */
public enum GeometryType {
  POINT,
  LINESTRING,
  POLYGON,
  /** Polygons are written as multipolygons of one part. */
  MULTIPOLYGON,
  /** Any geometry. */
  ANY,
  /** A table without geometries. */
  NONE
}
