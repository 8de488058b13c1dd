package hearth.zonal;

import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlock;
import hearth.raster.FloatRaster;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * The ground of one part of a surface model, estimated from the surface itself: all known outlines
 * are masked, so that no roof is taken for ground, what else stands there is taken off by {@link
 * GroundFilter}, and the gaps are filled from the ground around.
 *
 * <p>It is worked out on cells of about a metre, which ground needs no finer.
 */
final class EstimatedGround implements Ground {
  private static final double CELL_METRES = 1;

  /** Pixels that are read at once. */
  private static final int STRIP_PIXELS = 1 << 20;

  private final FloatBlock ground;
  private final Affine toCells;

  private EstimatedGround(FloatBlock ground) {
    this.ground = ground;
    this.toCells = ground.grid().affine().inverse();
  }

  /** Pixels of the surface model that make one cell of the ground, on a side. */
  static int pixelsPerCell(double pixelMetres) {
    return Math.max(1, (int) Math.round(CELL_METRES / pixelMetres));
  }

  /**
   * Estimates the ground of a part.
   *
   * @param metres in one unit of the surface model
   * @param pixelMetres size of its pixels
   * @param part pixels to look at, with as much around as the widest square reaches
   * @param outlines all that are known there, in the surface model's reference system
   * @param widestMetres more than the width of the widest building
   */
  static EstimatedGround of(
      FloatRaster surface,
      double metres,
      double pixelMetres,
      PixelWindow part,
      List<Geometry> outlines,
      double widestMetres) {
    int factor = pixelsPerCell(pixelMetres);
    int width = (part.width() + factor - 1) / factor;
    int height = (part.height() + factor - 1) / factor;
    Affine affine =
        surface.grid().affine().shifted(part.column(), part.row()).scaled(factor, factor);
    Grid grid = new Grid(surface.grid().crs(), affine, width, height);
    float[] cells = means(surface, metres, part, factor, width, height);
    mask(cells, grid, outlines);
    return new EstimatedGround(
        new FloatBlock(
            grid, GroundFilter.ground(cells, width, height, factor * pixelMetres, widestMetres)));
  }

  private static float[] means(
      FloatRaster surface, double metres, PixelWindow part, int factor, int width, int height) {
    float[] cells = new float[width * height];
    int rowsAtOnce = Math.max(1, STRIP_PIXELS / (part.width() * factor));
    for (int first = 0; first < height; first += rowsAtOnce) {
      int rows = Math.min(rowsAtOnce, height - first);
      int pixelRows = Math.min(rows * factor, part.height() - first * factor);
      FloatBlock strip =
          surface.read(
              new PixelWindow(part.column(), part.row() + first * factor, part.width(), pixelRows));
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < width; c++) {
          cells[(first + r) * width + c] = (float) (metres * mean(strip, c, r, factor));
        }
      }
    }
    return cells;
  }

  private static double mean(FloatBlock strip, int column, int row, int factor) {
    double sum = 0;
    int n = 0;
    for (int r = row * factor; r < Math.min((row + 1) * factor, strip.grid().height()); r++) {
      for (int c = column * factor;
          c < Math.min((column + 1) * factor, strip.grid().width());
          c++) {
        float v = strip.at(c, r);
        if (!Float.isNaN(v)) {
          sum += v;
          n++;
        }
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  /** Takes the outlines out, and a cell around them: roofs reach a little over their outline. */
  private static void mask(float[] cells, Grid grid, List<Geometry> outlines) {
    boolean[] masked = new boolean[cells.length];
    CellCentres centres = new CellCentres(grid);
    int width = grid.width();
    for (Geometry outline : outlines) {
      centres.visit(
          outline,
          grid.window(),
          (row, from, to) -> Arrays.fill(masked, row * width + from, row * width + to, true));
    }
    for (int i = 0; i < cells.length; i++) {
      if (masked[i]) {
        int row = i / width;
        int column = i % width;
        for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
          for (int c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
            cells[r * width + c] = Float.NaN;
          }
        }
      }
    }
  }

  @Override
  public double[] under(double[] x, double[] y, int count) {
    double[] heights = new double[count];
    for (int i = 0; i < count; i++) {
      Coordinate cell = toCells.apply(x[i], y[i]);
      heights[i] = Pixels.between(ground, cell.x, cell.y);
    }
    return heights;
  }
}
