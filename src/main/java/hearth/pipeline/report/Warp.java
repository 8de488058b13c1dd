package hearth.pipeline.report;

import hearth.geo.Affine;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import org.locationtech.jts.geom.Coordinate;

/**
 * Where a pixel of a panel lies in a grid of any reference system.
 *
 * <p>Worked out at a lattice of nodes and interpolated between them: the error is far below a pixel
 * over the extent of a panel, and a picture needs a thousand transforms instead of a million.
 */
final class Warp {
  private static final int STEPS = 32;

  private final double[] columns = new double[(STEPS + 1) * (STEPS + 1)];
  private final double[] rows = new double[(STEPS + 1) * (STEPS + 1)];
  private final double stepX;
  private final double stepY;

  Warp(PanelFrame frame, Grid grid) {
    CrsTransform transform = frame.crs().to(grid.crs());
    Affine toPixels = grid.affine().inverse();
    stepX = (double) frame.width() / STEPS;
    stepY = (double) frame.height() / STEPS;
    for (int j = 0; j <= STEPS; j++) {
      for (int i = 0; i <= STEPS; i++) {
        Coordinate world = transform.apply(frame.x(i * stepX), frame.y(j * stepY));
        Coordinate pixel = toPixels.apply(world.x, world.y);
        columns[j * (STEPS + 1) + i] = pixel.x;
        rows[j * (STEPS + 1) + i] = pixel.y;
      }
    }
  }

  /** Column in the grid of a position in the panel. */
  double column(double x, double y) {
    return interpolate(columns, x, y);
  }

  /** Row in the grid of a position in the panel. */
  double row(double x, double y) {
    return interpolate(rows, x, y);
  }

  /** How many pixels of the grid lie under one pixel of the panel, along its longer side. */
  double gridPixelsPerPixel() {
    double dx = (columns[STEPS] - columns[0]) / (STEPS * stepX);
    double dy = (rows[STEPS] - rows[0]) / (STEPS * stepX);
    return Math.hypot(dx, dy);
  }

  private double interpolate(double[] nodes, double x, double y) {
    int i = Math.max(0, Math.min(STEPS - 1, (int) (x / stepX)));
    int j = Math.max(0, Math.min(STEPS - 1, (int) (y / stepY)));
    double u = x / stepX - i;
    double v = y / stepY - j;
    int at = j * (STEPS + 1) + i;
    double top = nodes[at] + u * (nodes[at + 1] - nodes[at]);
    double bottom = nodes[at + STEPS + 1] + u * (nodes[at + STEPS + 2] - nodes[at + STEPS + 1]);
    return top + v * (bottom - top);
  }
}
