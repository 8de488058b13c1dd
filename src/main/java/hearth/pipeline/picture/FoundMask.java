package hearth.pipeline.picture;

import hearth.segment.WholeMask;
import org.locationtech.jts.geom.Geometry;

/**
 * One mask of one object.
 *
 * @param object which of the objects that were asked about or found, from 0
 * @param mask which of the object's masks, in the model's order, from 0
 * @param label of the object
 * @param whole the mask itself
 * @param outline polygon or multipolygon in pixels of the picture, inside it; empty for an empty
 *     mask
 */
public record FoundMask(int object, int mask, String label, WholeMask whole, Geometry outline) {}
