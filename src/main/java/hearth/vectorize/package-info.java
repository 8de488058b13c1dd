/**
 * Masks to polygons.
 *
 * <p>Comes in: logits. Goes out: valid polygons in pixels of the block, at sub-pixel accuracy.
 * Guaranteed: the outline is the zero level of the bilinear surface through the logits, simplified
 * within the stated tolerance.
 */
package hearth.vectorize;
