/**
 * Coverage of cells by polygons ({@link hearth.zonal.CellCoverage}), statistics of rasters inside
 * polygons ({@link hearth.zonal.ZonalSum}), heights above the ground ({@link
 * hearth.zonal.HeightFilter}), and how well a population raster agrees with the truth ({@link
 * hearth.zonal.PopulationAccuracy}).
 *
 * <p>Comes in: polygons, grids and rasters. Goes out: exact shares and summary figures. Guaranteed:
 * the shares of the cells of a polygon sum to its area, to the rounding of doubles.
 */
package hearth.zonal;
