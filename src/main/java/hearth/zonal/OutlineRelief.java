package hearth.zonal;

import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlock;
import hearth.raster.FloatRaster;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * Measures a surface model under an outline. The height is the 75th percentile (linear between
 * ranks, type 7 of Hyndman and Fan 1996) of surface minus ground over the pixels whose centres lie
 * inside: roofs fill most of an outline, and an outline that is a little too large, or a
 * neighbouring tree, moves it little. One instance per thread.
 */
final class OutlineRelief {
  private static final double PERCENTILE = 75;

  /** Positions from which the plane of the ground is found, at most, on a side. */
  private static final int PLANE_POSITIONS = 40;

  private final FloatRaster surface;
  private final double surfaceMetres;
  private final double pixelWidthMetres;
  private final double pixelHeightMetres;
  private final CellCentres centres;
  private final Percentile percentile =
      new Percentile(PERCENTILE).withEstimationType(Percentile.EstimationType.R_7);

  /**
   * @param surfaceMetres in one unit of the model
   * @param pixelWidthMetres size of a pixel on the ground
   * @param pixelHeightMetres likewise
   */
  OutlineRelief(
      FloatRaster surface,
      double surfaceMetres,
      double pixelWidthMetres,
      double pixelHeightMetres) {
    this.surface = surface;
    this.surfaceMetres = surfaceMetres;
    this.pixelWidthMetres = pixelWidthMetres;
    this.pixelHeightMetres = pixelHeightMetres;
    this.centres = new CellCentres(surface.grid());
  }

  /**
   * Height above the ground.
   *
   * @param outline in the surface model's reference system
   * @return NaN where no pixel inside has both a surface and a ground
   */
  double heightMetres(Geometry outline, Ground ground) {
    PixelWindow window = Pixels.under(outline.getEnvelopeInternal(), 0, surface.grid());
    if (window.isEmpty()) {
      return Double.NaN;
    }
    FloatBlock block = surface.read(window);
    Grid grid = surface.grid();
    Samples samples = new Samples(window.width() * window.height());
    centres.visit(
        outline,
        window,
        (row, from, to) -> {
          for (int c = from; c < to; c++) {
            samples.add(grid.centre(c, row), block.at(c - window.column(), row - window.row()));
          }
        });
    if (samples.count == 0) {
      // Narrower than a pixel: what it stands on.
      Coordinate p = outline.getInteriorPoint().getCoordinate();
      Coordinate pixel = grid.affine().inverse().apply(p.x, p.y);
      int column = (int) Math.floor(pixel.x) - window.column();
      int row = (int) Math.floor(pixel.y) - window.row();
      if (column < 0 || column >= window.width() || row < 0 || row >= window.height()) {
        return Double.NaN;
      }
      samples.add(p, block.at(column, row));
    }
    double[] below = ground.under(samples.x, samples.y, samples.count);
    double[] heights = new double[samples.count];
    int valid = 0;
    for (int i = 0; i < samples.count; i++) {
      double height = samples.z[i] * surfaceMetres - below[i];
      if (!Double.isNaN(height)) {
        heights[valid++] = height;
      }
    }
    return valid == 0 ? Double.NaN : percentile.evaluate(Arrays.copyOf(heights, valid));
  }

  /** The plane through the ground under the outline's extent and a pixel around it. */
  PlaneFit plane(Geometry outline, Ground ground) {
    PixelWindow window = Pixels.under(outline.getEnvelopeInternal(), 1, surface.grid());
    if (window.isEmpty()) {
      return PlaneFit.of(new double[0], new double[0], new double[0], 0);
    }
    int step = Math.max(1, (Math.max(window.width(), window.height()) - 1) / PLANE_POSITIONS + 1);
    int capacity = window.width() * window.height();
    Samples samples = new Samples(capacity);
    double[] east = new double[capacity];
    double[] north = new double[capacity];
    for (int r = 0; r < window.height(); r += step) {
      for (int c = 0; c < window.width(); c += step) {
        east[samples.count] = c * pixelWidthMetres;
        north[samples.count] = -r * pixelHeightMetres;
        samples.add(surface.grid().centre(window.column() + c, window.row() + r), 0);
      }
    }
    return PlaneFit.of(
        east, north, ground.under(samples.x, samples.y, samples.count), samples.count);
  }

  private static final class Samples {
    private int count;
    private final double[] x;
    private final double[] y;
    private final double[] z;

    Samples(int capacity) {
      x = new double[capacity];
      y = new double[capacity];
      z = new double[capacity];
    }

    void add(Coordinate place, float height) {
      x[count] = place.x;
      y[count] = place.y;
      z[count] = height;
      count++;
    }
  }
}
