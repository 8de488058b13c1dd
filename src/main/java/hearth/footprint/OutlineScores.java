package hearth.footprint;

/**
 * How well the outlines of matched buildings are drawn. Means over the matches at IoU 0.5; 0
 * without matches.
 *
 * @param polisMetres mean PoLiS distance ({@link OutlineQuality#polis})
 * @param cornerRatio corners of the predicted outlines to those of the true ones, sums over all
 *     matches ({@link OutlineQuality#corners}); 1 is as many as a mapper drew
 * @param orientationErrorDegrees mean angle between the main directions of both, in 0..45, over the
 *     matches of which both have one ({@link MainDirection})
 * @param vertices of the matched predicted outlines, sum
 */
public record OutlineScores(
    double polisMetres, double cornerRatio, double orientationErrorDegrees, int vertices) {}
