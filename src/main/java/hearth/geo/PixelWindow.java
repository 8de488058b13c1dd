package hearth.geo;

/**
 * A rectangle of whole pixels. It may reach beyond the raster it is laid over: whoever reads it
 * fills what lies outside as "no data".
 *
 * @param column first column, may be negative
 * @param row first row, may be negative
 * @param width columns, not negative
 * @param height rows, not negative
 */
public record PixelWindow(int column, int row, int width, int height) {
  public PixelWindow {
    if (width < 0 || height < 0) {
      throw new IllegalArgumentException("negative size: " + width + " x " + height);
    }
  }

  /** First column to the right of the window. */
  public int endColumn() {
    return column + width;
  }

  /** First row below the window. */
  public int endRow() {
    return row + height;
  }

  public boolean isEmpty() {
    return width == 0 || height == 0;
  }

  /** Wider by {@code margin} pixels on each side. */
  public PixelWindow grow(int margin) {
    return new PixelWindow(column - margin, row - margin, width + 2 * margin, height + 2 * margin);
  }

  /** What both windows cover; empty when they do not meet. */
  public PixelWindow intersection(PixelWindow other) {
    int c = Math.max(column, other.column);
    int r = Math.max(row, other.row);
    return new PixelWindow(
        c,
        r,
        Math.max(0, Math.min(endColumn(), other.endColumn()) - c),
        Math.max(0, Math.min(endRow(), other.endRow()) - r));
  }

  /**
   * Whether the position lies inside: left and top edges belong to the window, right and bottom do
   * not.
   */
  public boolean contains(double x, double y) {
    return x >= column && x < endColumn() && y >= row && y < endRow();
  }
}
