package hearth.geo;

import java.util.Objects;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * A raster's frame: reference system, affine map and size, without pixels.
 *
 * @param crs reference system of the world coordinates, x before y (longitude before latitude)
 * @param affine pixel to world
 * @param width columns
 * @param height rows
 */
public record Grid(Crs crs, Affine affine, int width, int height) {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  public Grid {
    Objects.requireNonNull(crs, "crs");
    Objects.requireNonNull(affine, "affine");
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("a grid needs cells, given " + width + " x " + height);
    }
  }

  /**
   * The north-up grid of square cells that covers an extent, its lines on multiples of the cell
   * size: two grids of the same cell size and reference system always fit each other.
   *
   * @param cell size of a cell in units of the reference system
   */
  public static Grid covering(Crs crs, Envelope extent, double cell) {
    // A hair of slack, so that an extent already on the lines does not gain a row by rounding.
    double slack = 1e-6;
    long west = (long) Math.floor(extent.getMinX() / cell + slack);
    long east = (long) Math.ceil(extent.getMaxX() / cell - slack);
    long south = (long) Math.floor(extent.getMinY() / cell + slack);
    long north = (long) Math.ceil(extent.getMaxY() / cell - slack);
    return new Grid(
        crs,
        Affine.northUp(west * cell, north * cell, cell, cell),
        Math.toIntExact(Math.max(1, east - west)),
        Math.toIntExact(Math.max(1, north - south)));
  }

  public PixelWindow window() {
    return new PixelWindow(0, 0, width, height);
  }

  /** The part of this grid under a window, as a grid of its own. */
  public Grid sub(PixelWindow window) {
    return new Grid(
        crs, affine.shifted(window.column(), window.row()), window.width(), window.height());
  }

  /** Outline of a window in world coordinates. */
  public Polygon outline(PixelWindow w) {
    Coordinate start = affine.apply(w.column(), w.row());
    return GEOMETRIES.createPolygon(
        new Coordinate[] {
          start,
          affine.apply(w.column(), w.endRow()),
          affine.apply(w.endColumn(), w.endRow()),
          affine.apply(w.endColumn(), w.row()),
          start.copy()
        });
  }

  public Envelope extent() {
    return outline(window()).getEnvelopeInternal();
  }

  /** World coordinates of a cell's centre. */
  public Coordinate centre(int column, int row) {
    return affine.apply(column + 0.5, row + 0.5);
  }

  /** Ground area of a cell on the WGS 84 ellipsoid. */
  public double cellAreaSquareMetres(int column, int row) {
    Polygon cell = outline(new PixelWindow(column, row, 1, 1));
    return Geodesy.areaSquareMetres(crs.to(Crs.WGS84).apply(cell));
  }
}
