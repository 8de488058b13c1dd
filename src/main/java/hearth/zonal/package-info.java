/**
 * Coverage of cells by polygons, statistics of rasters inside polygons, heights, and how well a
 * population raster agrees with the truth.
 *
 * <p>Comes in: polygons and grids. Goes out: exact shares and summary figures. Guaranteed: the
 * shares of the cells of a polygon sum to its area.
 */
package hearth.zonal;
