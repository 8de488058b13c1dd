package hearth.zonal;

import hearth.footprint.Building;
import hearth.footprint.Status;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.raster.FloatBlock;
import hearth.raster.FloatRaster;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * Rules out candidates that do not stand above the ground.
 *
 * <p>The height of a candidate is the 75th percentile (linear between ranks, type 7 of Hyndman and
 * Fan 1996) of surface minus terrain over the pixels of the surface model whose centres lie inside
 * the outline: roofs fill most of an outline, and an outline that is a little too large, or a
 * neighbouring tree, moves it little. The terrain is read between its pixels (bilinear) and may
 * have another grid and reference system. An outline with no valid pixel says nothing, and the
 * candidate stays.
 *
 * <p>Owns the open rasters: one instance per thread, to be closed.
 */
public final class HeightFilter implements AutoCloseable {
  private static final double PERCENTILE = 75;

  /** Heights are differences of floats: a candidate exactly as high as the limit stays. */
  private static final double ROUNDING_METRES = 1e-3;

  private static final int MAX_DIGITS = 3;

  private final FloatRaster surface;
  private final FloatRaster terrain;
  private final double surfaceMetres;
  private final double terrainMetres;
  private final double minHeightMetres;
  private final Reprojection toSurface;
  private final CrsTransform surfaceToTerrain;
  private final Affine terrainPixels;
  private final CellCentres centres;
  private final Percentile percentile =
      new Percentile(PERCENTILE).withEstimationType(Percentile.EstimationType.R_7);

  private HeightFilter(
      FloatRaster surface, FloatRaster terrain, SurfaceOptions options, Crs runCrs) {
    this.surface = surface;
    this.terrain = terrain;
    this.surfaceMetres = SurfaceUnit.of(options.dsm(), surface.unit(), options.unit()).metres();
    this.terrainMetres =
        SurfaceUnit.of(options.dtm().orElseThrow(), terrain.unit(), options.unit()).metres();
    this.minHeightMetres = options.minHeightMetres();
    this.toSurface = new Reprojection(runCrs, surface.grid().crs());
    this.surfaceToTerrain = surface.grid().crs().to(terrain.grid().crs());
    this.terrainPixels = terrain.grid().affine().inverse();
    this.centres = new CellCentres(surface.grid());
  }

  /**
   * Opens the surface models.
   *
   * @param runCrs reference system of the buildings
   * @throws InputException when there is no terrain model, for files that cannot be read, and for
   *     heights in feet that nobody declared
   */
  public static HeightFilter open(SurfaceOptions options, Crs runCrs) {
    String dtm =
        options
            .dtm()
            .orElseThrow(
                () ->
                    new InputException(
                        options.dsm()
                            + ": a surface model alone does not tell heights above the ground",
                        "Give dtm: a terrain model of the same area beside dsm:."));
    FloatRaster surface = FloatRaster.open(options.dsm(), 1);
    FloatRaster terrain = null;
    try {
      terrain = FloatRaster.open(dtm, 1);
      return new HeightFilter(surface, terrain, options, runCrs);
    } catch (RuntimeException e) {
      surface.close();
      if (terrain != null) {
        terrain.close();
      }
      throw e;
    }
  }

  /**
   * The candidate with its height; with status {@link Status#REJECTED} when that is below the least
   * height. Unchanged where the rasters have no value.
   */
  public Building apply(Building building) {
    double height = heightMetres(building.outline());
    if (Double.isNaN(height)) {
      return building;
    }
    Building measured = building.withHeight(height);
    return height >= minHeightMetres - ROUNDING_METRES
        ? measured
        : measured.withStatus(Status.REJECTED, reason(height));
  }

  /**
   * Height of an outline above the ground.
   *
   * @param outline in the run's reference system
   * @return NaN where no pixel inside has both a surface and a terrain
   */
  public double heightMetres(Geometry outline) {
    Geometry onSurface = toSurface.apply(outline);
    PixelWindow window = window(onSurface);
    if (window.isEmpty()) {
      return Double.NaN;
    }
    FloatBlock block = surface.read(window);
    Grid grid = surface.grid();
    Samples samples = new Samples(window.width() * window.height());
    centres.visit(
        onSurface,
        window,
        (row, from, to) -> {
          for (int c = from; c < to; c++) {
            samples.add(grid.centre(c, row), block.at(c - window.column(), row - window.row()));
          }
        });
    if (samples.count == 0) {
      // Narrower than a pixel: what it stands on.
      Coordinate p = onSurface.getInteriorPoint().getCoordinate();
      Coordinate pixel = grid.affine().inverse().apply(p.x, p.y);
      int column = (int) Math.floor(pixel.x) - window.column();
      int row = (int) Math.floor(pixel.y) - window.row();
      if (column < 0 || column >= window.width() || row < 0 || row >= window.height()) {
        return Double.NaN;
      }
      samples.add(p, block.at(column, row));
    }
    return samples.percentile();
  }

  @Override
  public void close() {
    surface.close();
    terrain.close();
  }

  private PixelWindow window(Geometry onSurface) {
    Affine toPixels = surface.grid().affine().inverse();
    Envelope pixels = new Envelope();
    Envelope e = onSurface.getEnvelopeInternal();
    pixels.expandToInclude(toPixels.apply(e.getMinX(), e.getMinY()));
    pixels.expandToInclude(toPixels.apply(e.getMinX(), e.getMaxY()));
    pixels.expandToInclude(toPixels.apply(e.getMaxX(), e.getMinY()));
    pixels.expandToInclude(toPixels.apply(e.getMaxX(), e.getMaxY()));
    return around(pixels, 0, surface.grid());
  }

  /** The pixels of a grid under an extent in pixels, and a margin. */
  private static PixelWindow around(Envelope pixels, int margin, Grid grid) {
    double limit = Math.max(grid.width(), grid.height()) + 2.0 * margin + 1;
    int west = (int) clamp(Math.floor(pixels.getMinX()), limit) - margin;
    int north = (int) clamp(Math.floor(pixels.getMinY()), limit) - margin;
    int east = (int) clamp(Math.ceil(pixels.getMaxX()), limit) + margin;
    int south = (int) clamp(Math.ceil(pixels.getMaxY()), limit) + margin;
    return new PixelWindow(west, north, Math.max(0, east - west), Math.max(0, south - north))
        .intersection(grid.window());
  }

  private static double clamp(double v, double limit) {
    return Math.max(-limit, Math.min(limit, v));
  }

  /** With as many digits as it takes to see that the height is below the limit. */
  private String reason(double height) {
    String low = "";
    String limit = "";
    for (int digits = 1; digits <= MAX_DIGITS && low.equals(limit); digits++) {
      low = String.format(Locale.ROOT, "%." + digits + "f", height);
      limit = String.format(Locale.ROOT, "%." + digits + "f", minHeightMetres);
    }
    return "height " + low + " m < " + limit + " m";
  }

  /** Surface heights inside an outline and where they are. */
  private final class Samples {
    private int count;
    private final double[] surfaceHeights;
    private final double[] columns;
    private final double[] rows;

    Samples(int capacity) {
      surfaceHeights = new double[capacity];
      columns = new double[capacity];
      rows = new double[capacity];
    }

    void add(Coordinate onSurface, float surfaceHeight) {
      Coordinate onTerrain = surfaceToTerrain.apply(onSurface.x, onSurface.y);
      Coordinate pixel = terrainPixels.apply(onTerrain.x, onTerrain.y);
      surfaceHeights[count] = surfaceHeight * surfaceMetres;
      columns[count] = pixel.x;
      rows[count] = pixel.y;
      count++;
    }

    double percentile() {
      Envelope extent = new Envelope();
      for (int i = 0; i < count; i++) {
        extent.expandToInclude(columns[i], rows[i]);
      }
      PixelWindow window = around(extent, 1, terrain.grid());
      if (window.isEmpty()) {
        return Double.NaN;
      }
      FloatBlock ground = terrain.read(window);
      double[] heights = new double[count];
      int valid = 0;
      for (int i = 0; i < count; i++) {
        double height =
            surfaceHeights[i]
                - terrainMetres
                    * between(ground, columns[i] - window.column(), rows[i] - window.row());
        if (!Double.isNaN(height)) {
          heights[valid++] = height;
        }
      }
      return valid == 0 ? Double.NaN : percentile.evaluate(Arrays.copyOf(heights, valid));
    }
  }

  /**
   * Bilinear between the centres of pixels, at a position in pixels of the block; along the outer
   * half pixel the border's value. NaN outside, and where a pixel that counts has no value.
   */
  private static double between(FloatBlock block, double column, double row) {
    int width = block.grid().width();
    int height = block.grid().height();
    if (!(column >= 0 && column <= width && row >= 0 && row <= height)) {
      return Double.NaN;
    }
    double x = Math.max(0, Math.min(width - 1.0, column - 0.5));
    double y = Math.max(0, Math.min(height - 1.0, row - 0.5));
    int c = (int) x;
    int r = (int) y;
    double tx = x - c;
    double ty = y - r;
    double sum = (1 - tx) * (1 - ty) * block.at(c, r);
    if (tx > 0) {
      sum += tx * (1 - ty) * block.at(c + 1, r);
    }
    if (ty > 0) {
      sum += (1 - tx) * ty * block.at(c, r + 1);
    }
    if (tx > 0 && ty > 0) {
      sum += tx * ty * block.at(c + 1, r + 1);
    }
    return sum;
  }
}
