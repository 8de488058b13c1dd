/**
 * The one reader and writer of vector files, by OGR.
 *
 * <p>Comes in: any vector file OGR reads, in any reference system. Goes out: features as JTS
 * geometries with their attributes. Guaranteed: axis order is x, y; broken geometries are repaired
 * or reported by feature id, never dropped in silence.
 */
package hearth.raster.vector;
