package hearth.footprint;

/**
 * Two outlines that have ground in common.
 *
 * @param left place of the one in its list
 * @param right place of the other in its list
 * @param sharedSquareMetres area in common
 * @param leftSquareMetres area of the one
 * @param rightSquareMetres area of the other
 */
public record Overlap(
    int left,
    int right,
    double sharedSquareMetres,
    double leftSquareMetres,
    double rightSquareMetres) {

  /** Intersection over union. */
  public double iou() {
    return sharedSquareMetres / (leftSquareMetres + rightSquareMetres - sharedSquareMetres);
  }

  /** Share of the smaller outline inside the other. */
  public double insideSmaller() {
    return sharedSquareMetres / Math.min(leftSquareMetres, rightSquareMetres);
  }

  /** Share of the left outline inside the right one. */
  public double leftInside() {
    return sharedSquareMetres / leftSquareMetres;
  }
}
