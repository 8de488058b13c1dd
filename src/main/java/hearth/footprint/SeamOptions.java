package hearth.footprint;

/**
 * What makes two outlines the same house, and what may remain of an overlap.
 *
 * @param sameIou intersection over union above which two outlines are one house
 * @param sameInside share of the smaller outline inside the other above which they are one house
 * @param maxOverlap share of the smaller outline that two different buildings may have in common in
 *     the result; what is more is cut off the weaker one
 * @param minAreaSquareMetres what is left of an outline after a cut is dropped below this area
 * @param rimMetres how near to the rim of a tile's block an outline counts as touching it; not less
 *     than half the spacing of the logits on the ground
 */
public record SeamOptions(
    double sameIou,
    double sameInside,
    double maxOverlap,
    double minAreaSquareMetres,
    double rimMetres) {

  /** Found to suit buildings of 10 m² and more in imagery of 0.1 to 1 m a pixel. */
  public static final SeamOptions DEFAULT = new SeamOptions(0.5, 0.7, 0.05, 2, 2);

  public SeamOptions {
    share(sameIou, "sameIou");
    share(sameInside, "sameInside");
    share(maxOverlap, "maxOverlap");
    if (!(minAreaSquareMetres >= 0) || !(rimMetres >= 0)) {
      throw new IllegalArgumentException(
          "negative area or distance: %s m², %s m".formatted(minAreaSquareMetres, rimMetres));
    }
  }

  private static void share(double value, String name) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is a share in (0, 1], given " + value);
    }
  }
}
