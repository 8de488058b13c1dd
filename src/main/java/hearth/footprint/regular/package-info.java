/**
 * Outlines as a mapper would draw them.
 *
 * <p>Comes in: one raw outline a building, in a metric reference system, all of a block together.
 * Goes out: the same buildings with straight walls and square corners.
 *
 * <p>Method: segmented least squares with labelled directions (dynamic programming) for the walls,
 * walls of attached houses brought onto one line, snap rounding for shared vertices.
 *
 * <p>Guaranteed: outlines are valid and share no ground; blocks are valid coverages; what would
 * depart too far from the raw outline stays raw; the order of the buildings plays no part.
 */
package hearth.footprint.regular;
