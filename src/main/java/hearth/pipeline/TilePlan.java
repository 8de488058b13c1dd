package hearth.pipeline;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.pipeline.job.RunConfig;
import hearth.raster.ImagerySource;
import hearth.segment.Segmenter;
import java.util.Optional;
import org.locationtech.jts.geom.Polygon;

/**
 * How the imagery is divided: the run's metric reference system, and the lattice of tiles on the
 * working grid.
 *
 * @param crs the run's metric reference system
 * @param lattice tiles at the segmenter's ground resolution
 */
record TilePlan(Crs crs, TileLattice lattice) {
  /**
   * Tiles and halos are multiples of it, so that a house lies alike on the models' strides in every
   * tiling: 32 is the coarsest stride of common detectors and a multiple of SAM's 16.
   */
  static final int STRIDE = 32;

  /** About a tenth of a tile on each side: wider than most houses, without much double work. */
  private static final int TILE_TO_HALO = 10;

  static TilePlan of(ImagerySource source, Crs crs, OpenModels models, RunConfig.Models config) {
    Segmenter segmenter = models.segmenter();
    int largest =
        models
            .detector()
            .map(d -> DetectorView.largestTile(d, segmenter.groundResolution()))
            .map(fromDetector -> Math.min(fromDetector, segmenter.inputSize()))
            .orElse(segmenter.inputSize());
    int tileSize = config.tileSize().orElse(largest - largest % STRIDE);
    check(tileSize, largest, config.tileSize());
    return new TilePlan(crs, lattice(source, segmenter, tileSize));
  }

  static TileLattice lattice(ImagerySource source, Segmenter segmenter, int tileSize) {
    Grid grid = source.workingGrid(segmenter.groundResolution());
    return lattice(grid, tileSize);
  }

  private static void check(int tileSize, int largest, Optional<Integer> given) {
    if (tileSize > largest) {
      throw new InputException(
          "tile-size: %d is more than the models take".formatted(given.orElse(tileSize)),
          "Give at most %d.".formatted(largest - largest % STRIDE));
    }
    if (tileSize < 4 * STRIDE || tileSize % STRIDE != 0) {
      throw new InputException(
          "tile-size: %d is no multiple of %d from %d on".formatted(tileSize, STRIDE, 4 * STRIDE),
          "Give %d, for example.".formatted(largest - largest % STRIDE));
    }
  }

  /** Tiles of a size, which is a multiple of {@link #STRIDE}, with their halo. */
  static TileLattice lattice(Grid grid, int tileSize) {
    return new TileLattice(grid, tileSize, halo(tileSize));
  }

  private static int halo(int tileSize) {
    return Math.max(1, Math.round((float) tileSize / TILE_TO_HALO / STRIDE)) * STRIDE;
  }

  /** What a tile owns, in the run's reference system. */
  Polygon ground(Tile tile) {
    return toRun().apply(lattice.grid().outline(tile.core()));
  }

  /** From the working grid's reference system to the run's. */
  CrsTransform toRun() {
    return lattice.grid().crs().to(crs);
  }
}
