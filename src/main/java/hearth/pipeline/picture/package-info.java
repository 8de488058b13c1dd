/**
 * One picture and what somebody asks about it.
 *
 * <p>In: an image file, georeferenced or not, a segmenter, and prompts in the picture's pixels or
 * in its reference system. Out: masks at the picture's size, outlines in pixels or in longitude and
 * latitude, and the picture with the outlines drawn on it. The picture is shown to the model as
 * SAM's own predictor shows it: whole, its longest side scaled to the model's input.
 */
package hearth.pipeline.picture;
