package hearth.zonal;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.raster.FloatRaster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.locationtech.jts.algorithm.MinimumDiameter;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Asks a surface model about candidates: how high they stand above the ground ({@link HeightRule}),
 * and how steep and rugged the ground is under them.
 *
 * <p>The ground is that of the terrain model, else it is estimated from the surface with all known
 * outlines masked ({@link EstimatedGround}), block by block, so that memory does not grow with the
 * surface model. Pixels of 10 m and coarser cannot tell a house from a hollow: there the slope
 * alone is asked. Where the models have no value they say nothing, and the candidate stays.
 *
 * <p>Owns the open rasters: one instance per thread, to be closed.
 */
public final class HeightFilter implements AutoCloseable {
  /**
   * Pixels from this size on tell no heights; a hair less, for projections that are not to scale.
   */
  private static final double COARSE_METRES = 9.9;

  /** A block of ground that is estimated at once, in cells. */
  private static final int BLOCK_CELLS = 512;

  /** Squares of the ground filter are at least so wide: outlines are not all known. */
  private static final double LEAST_WIDEST_METRES = 50;

  /** And at most so wide, that hills survive them. */
  private static final double MOST_WIDEST_METRES = 200;

  private final FloatRaster surface;
  private final Optional<TerrainGround> terrain;
  private final double surfaceMetres;
  private final double pixelMetres;
  private final HeightRule rule;
  private final Reprojection toSurface;
  private final OutlineRelief relief;

  private HeightFilter(
      FloatRaster surface, Optional<FloatRaster> terrain, SurfaceOptions options, Crs runCrs) {
    this.surface = surface;
    this.surfaceMetres = SurfaceUnit.of(options.dsm(), surface.unit(), options.unit()).metres();
    this.terrain =
        terrain.map(
            t ->
                new TerrainGround(
                    t,
                    SurfaceUnit.of(options.dtm().orElseThrow(), t.unit(), options.unit()).metres(),
                    surface.grid().crs().to(t.grid().crs())));
    this.rule = new HeightRule(options.minHeightMetres(), options.maxSlopeDegrees());
    this.toSurface = new Reprojection(runCrs, surface.grid().crs());
    Grid grid = surface.grid();
    CrsTransform toRun = grid.crs().to(runCrs);
    int column = grid.width() / 2;
    int row = grid.height() / 2;
    double width = distance(toRun, grid.centre(column, row), grid.centre(column + 1, row));
    double height = distance(toRun, grid.centre(column, row), grid.centre(column, row + 1));
    this.pixelMetres = Math.sqrt(width * height);
    this.relief = new OutlineRelief(surface, surfaceMetres, width, height);
  }

  private static double distance(CrsTransform toRun, Coordinate a, Coordinate b) {
    return toRun.apply(a.x, a.y).distance(toRun.apply(b.x, b.y));
  }

  /**
   * Opens the surface models.
   *
   * @param runCrs reference system of the buildings
   * @throws hearth.geo.InputException for files that cannot be read, and for heights in feet that
   *     nobody declared
   */
  public static HeightFilter open(SurfaceOptions options, Crs runCrs) {
    FloatRaster surface = FloatRaster.open(options.dsm(), 1);
    Optional<FloatRaster> terrain = Optional.empty();
    try {
      terrain = options.dtm().map(file -> FloatRaster.open(file, 1));
      return new HeightFilter(surface, terrain, options, runCrs);
    } catch (RuntimeException e) {
      surface.close();
      terrain.ifPresent(FloatRaster::close);
      throw e;
    }
  }

  /** Whether pixels are fine enough for heights; else slopes are asked. */
  public boolean tellsHeights() {
    return pixelMetres < COARSE_METRES;
  }

  /**
   * The candidates with what the surface model says, in their order; those that it speaks against
   * are rejected, except buildings of OpenStreetMap.
   *
   * @param candidates in the run's reference system
   * @param known outlines of everything that may be a building, candidates or not, in the same
   *     system: none of them is ground
   */
  public List<Building> check(List<Building> candidates, Collection<Geometry> known) {
    if (!tellsHeights()) {
      Ground ground = terrain.<Ground>map(t -> t).orElse(surfaceItself());
      return candidates.stream()
          .map(b -> rule.bySlope(b, relief.plane(toSurface.apply(b.outline()), ground)))
          .toList();
    }
    if (terrain.isPresent()) {
      return candidates.stream()
          .map(b -> measured(b, toSurface.apply(b.outline()), terrain.get()))
          .toList();
    }
    return withEstimatedGround(candidates, known);
  }

  private TerrainGround surfaceItself() {
    Crs crs = surface.grid().crs();
    return new TerrainGround(surface, surfaceMetres, crs.to(crs));
  }

  private Building measured(Building b, Geometry onSurface, Ground ground) {
    return rule.byHeight(
        b, relief.heightMetres(onSurface, ground), relief.plane(onSurface, ground));
  }

  private List<Building> withEstimatedGround(
      List<Building> candidates, Collection<Geometry> known) {
    List<Geometry> outlines = candidates.stream().map(b -> toSurface.apply(b.outline())).toList();
    double widest = LEAST_WIDEST_METRES;
    STRtree tree = new STRtree();
    for (Geometry g : known) {
      Geometry onSurface = toSurface.apply(g);
      tree.insert(onSurface.getEnvelopeInternal(), onSurface);
      widest = Math.max(widest, 1.1 * new MinimumDiameter(g).getLength());
    }
    widest = Math.min(widest, MOST_WIDEST_METRES);
    int factor = EstimatedGround.pixelsPerCell(pixelMetres);
    int halo = factor * (int) Math.ceil(widest / (factor * pixelMetres));
    List<Building> result = new ArrayList<>(candidates);
    for (List<Integer> block : blocks(outlines, BLOCK_CELLS * factor).values()) {
      Envelope extent = new Envelope();
      block.forEach(i -> extent.expandToInclude(outlines.get(i).getEnvelopeInternal()));
      PixelWindow part = Pixels.under(extent, halo, surface.grid());
      if (part.isEmpty()) {
        block.forEach(i -> result.set(i, noEvidence(candidates.get(i))));
        continue;
      }
      List<Geometry> here = new ArrayList<>();
      Envelope around = surface.grid().outline(part).getEnvelopeInternal();
      tree.query(around, g -> here.add((Geometry) g));
      Ground ground = EstimatedGround.of(surface, surfaceMetres, pixelMetres, part, here, widest);
      block.forEach(i -> result.set(i, measured(candidates.get(i), outlines.get(i), ground)));
    }
    return result;
  }

  private Building noEvidence(Building b) {
    return rule.byHeight(b, Double.NaN, new PlaneFit(Double.NaN, Double.NaN));
  }

  /** Places in the list, by the block of pixels that the middle of the outline lies in. */
  private Map<Long, List<Integer>> blocks(List<Geometry> outlines, int pixels) {
    Map<Long, List<Integer>> blocks = new TreeMap<>();
    var toPixels = surface.grid().affine().inverse();
    for (int i = 0; i < outlines.size(); i++) {
      Coordinate centre = outlines.get(i).getEnvelopeInternal().centre();
      Coordinate p = toPixels.apply(centre.x, centre.y);
      long column = (long) Math.floor(p.x / pixels);
      long row = (long) Math.floor(p.y / pixels);
      blocks.computeIfAbsent(row << 32 ^ column & 0xffffffffL, k -> new ArrayList<>()).add(i);
    }
    return blocks;
  }

  @Override
  public void close() {
    surface.close();
    terrain.ifPresent(TerrainGround::close);
  }
}
