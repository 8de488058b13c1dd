/**
 * Joining detections with OpenStreetMap.
 *
 * <p>Comes in: detections, and OSM files or any layer of outlines. Goes out: candidates with a
 * status each. Guaranteed: nothing is deleted; every way and relation tagged as a building is read,
 * repaired or reported by id.
 */
package hearth.conflate;
