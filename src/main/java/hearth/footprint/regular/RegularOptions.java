package hearth.footprint.regular;

/**
 * How freely outlines may be redrawn. Costs are in lengths of a detail: a run of wall that lies one
 * detail off over the length of one detail costs 1.
 *
 * @param detailMetres what of an outline is noise rather than building: the spacing of the logits
 *     on the ground that it was traced from
 * @param wallGapMetres how far the walls of two houses may lie apart, or overlap, and still be one
 *     wall
 * @param wallCost what another wall must save to be worth its corner
 * @param turnCost what a metre of outline costs that runs square to the wall that stands for it
 * @param diagonalCost what a wall at 45 degrees costs more than one in a main direction
 * @param freeCost what a straight wall in any other direction costs more
 * @param keptCost what a length of outline costs that is kept as it was
 * @param leastIou IoU with the raw outline below which that is kept
 * @param mostAreaChange share of the raw outline's area that the redrawn one may differ by
 */
public record RegularOptions(
    double detailMetres,
    double wallGapMetres,
    double wallCost,
    double turnCost,
    double diagonalCost,
    double freeCost,
    double keptCost,
    double leastIou,
    double mostAreaChange) {

  public RegularOptions {
    if (!(detailMetres > 0 && wallGapMetres >= 0)) {
      throw new IllegalArgumentException(
          "detail %s m, gap %s m".formatted(detailMetres, wallGapMetres));
    }
  }

  /**
   * For outlines whose logits are that far apart on the ground. The costs were chosen on the blocks
   * of Banepa that are there for choosing.
   */
  public static RegularOptions ofDetail(double metres) {
    return new RegularOptions(metres, 1.5 * metres, 5, 1, 8, 12, 1, 0.85, 0.15);
  }

  /** With the prices of walls at a share of what they are. */
  RegularOptions atPrice(double share) {
    return new RegularOptions(
        detailMetres,
        wallGapMetres,
        share * wallCost,
        turnCost,
        share * diagonalCost,
        share * freeCost,
        keptCost,
        leastIou,
        mostAreaChange);
  }
}
