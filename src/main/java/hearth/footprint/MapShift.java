package hearth.footprint;

/**
 * The systematic shift between detections and OpenStreetMap in one cell.
 *
 * @param column column of the cell: its west edge lies at this times the cell's size in the run's
 *     reference system
 * @param row row of the cell, from the south: its south edge lies at this times the cell's size
 * @param cellMetres size of the cell
 * @param pairs pairs of nearest centroids that it was estimated from
 * @param eastMetres what is added to the detections' x
 * @param northMetres what is added to the detections' y
 * @param scatterMetres median distance of the pairs' own shifts from it
 * @param applied whether the detections were moved by it
 */
public record MapShift(
    int column,
    int row,
    double cellMetres,
    int pairs,
    double eastMetres,
    double northMetres,
    double scatterMetres,
    boolean applied) {

  /** Length of the shift. */
  public double metres() {
    return Math.hypot(eastMetres, northMetres);
  }
}
