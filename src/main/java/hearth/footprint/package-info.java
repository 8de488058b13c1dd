/**
 * Buildings: what a tile saw, one outline per house across tiles, stable ids, and how well outlines
 * agree with the truth.
 *
 * <p>Comes in: polygons of single tiles. Goes out: one building per house. Guaranteed: the result
 * does not depend on the order in which tiles arrive.
 */
package hearth.footprint;
