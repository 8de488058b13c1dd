/**
 * Joining detections with OpenStreetMap.
 *
 * <p>Comes in: detections, and OSM files (PBF, XML) or any layer of outlines. Goes out: candidates
 * with a status each and all that was measured ({@link hearth.conflate.Conflation}).
 *
 * <p>Guaranteed: nothing is deleted; every way and relation tagged as a building is read, repaired
 * or reported by id ({@link hearth.conflate.OsmReader}); the order of the inputs plays no part; no
 * content of a file can make the reader open other files or take memory without bound.
 */
package hearth.conflate;
