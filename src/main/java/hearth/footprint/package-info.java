/**
 * Buildings: what a tile saw, one outline per house across tiles, stable ids, and how well outlines
 * agree with the truth.
 *
 * <p>Comes in: polygons of single tiles, in the run's metric reference system. Goes out: one
 * building per house.
 *
 * <p>Which tile owns a house, and how parts unite ({@link hearth.footprint.SeamMerger}): a house
 * that one tile sees whole is that tile's, whatever others see of it at their rim; of several whole
 * ones the best by evidence stays. A house that no tile sees whole is united from its parts, which
 * are told by agreeing where both tiles looked. A part that nobody confirms counts only if it lies
 * in the core of its own tile.
 *
 * <p>Guaranteed: the result does not depend on the order in which tiles arrive; no two buildings of
 * a seam merge share more than 5 % of the smaller; outlines that do not depend on the tile give
 * buildings that do not depend on the tiling. A house that is whole in some tile also keeps its id;
 * what is united from parts has the outline within the tolerance to which each tile has simplified
 * its own, and its id may change with the tiling.
 *
 * <p>All detections of a run are in memory at the merge: memory grows with the number of houses.
 */
package hearth.footprint;
