package hearth.segment;

/**
 * An instance of a {@link Concept}. Its box is in pixels of the picture and may reach beyond it.
 *
 * @param x0 left
 * @param y0 top
 * @param x1 right
 * @param y1 bottom
 * @param score in 0..1: that it is one, times that the picture shows any
 * @param mask its mask, whose predicted IoU is the score
 */
public record ConceptInstance(
    double x0, double y0, double x1, double y1, double score, WholeMask mask) {}
