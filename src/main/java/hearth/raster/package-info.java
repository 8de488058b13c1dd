/**
 * Pixels: imagery, surface models and rasters written, all by GDAL, which lives here.
 *
 * <p>Comes in: files in any reference system, bit depth and band order. Goes out: blocks at the
 * working resolution with a mask of what was imaged. Guaranteed: what lies outside the imagery, is
 * nodata, transparent or blank, is never handed on as if it had been seen; a GDAL dataset has one
 * owner and one thread.
 */
package hearth.raster;
