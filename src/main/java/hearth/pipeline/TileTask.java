package hearth.pipeline;

import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImagedArea;
import hearth.raster.ImagerySource;
import hearth.segment.Calibration;
import hearth.segment.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * Imagery to polygons, one tile at a time: read, and ask about the prompts of each source. Owns the
 * readers and finders of one thread; the models are shared.
 */
final class TileTask implements TileWorker {
  /**
   * What all tiles of a run share.
   *
   * @param source imagery
   * @param lattice tiles on the working grid, which has the segmenter's ground resolution
   * @param segmenter cuts the outlines
   * @param outlines masks to polygons
   * @param calibration what scores of the detector and this segmenter are worth; empty: not known
   * @param leastMaskScore predicted IoU below which a mask is no building
   * @param refinements further passes with the mask of the one before
   */
  record Shared(
      ImagerySource source,
      TileLattice lattice,
      Segmenter segmenter,
      MaskOutlines outlines,
      Optional<Calibration> calibration,
      double leastMaskScore,
      int refinements) {}

  private final Shared shared;
  private final List<PromptFinder> finders;
  private final ImageReader reader;

  /**
   * @param finders sources of prompts, the most trusted first; owned by the task
   */
  TileTask(Shared shared, List<PromptFinder> finders) {
    this.shared = shared;
    this.finders = finders;
    this.reader = shared.source().reader(shared.lattice().grid());
  }

  @Override
  public TileOutcome process(Tile tile) {
    Stopwatch watch = new Stopwatch();
    ImageBlock block = reader.read(tile.block());
    Geometry imaged = imaged(block, tile);
    String pixels = digest(block, tile, imaged);
    double read = watch.lap();
    if (imaged.isEmpty()) {
      return new TileOutcome.Done(
          tile, List.of(), imaged, List.of(), new StageSeconds(read, 0, 0, 0, 0), pixels);
    }
    try (TileQuestions questions = new TileQuestions(shared, tile, block, watch, read)) {
      finders.forEach(finder -> finder.ask(block, tile, questions));
      return new TileOutcome.Done(
          tile, questions.detections(), imaged, questions.issues(), questions.seconds(), pixels);
    }
  }

  /** SHA-256 of all pixels that a tile is made from: the same pixels make the same tile. */
  String pixels(Tile tile) {
    ImageBlock block = reader.read(tile.block());
    return digest(block, tile, imaged(block, tile));
  }

  /** What of the core shows imagery, in the run's reference system. */
  private Geometry imaged(ImageBlock block, Tile tile) {
    PixelWindow owned = tile.core().intersection(shared.lattice().grid().window());
    return shared.outlines().toRun().apply(ImagedArea.of(block, owned, tile.block()));
  }

  private String digest(ImageBlock block, Tile tile, Geometry imaged) {
    List<byte[]> parts = new ArrayList<>(List.of(block.rgb(), block.valid()));
    if (!imaged.isEmpty()) {
      for (PromptFinder finder : finders) {
        finder
            .view(block, tile)
            .filter(view -> view != block)
            .ifPresent(view -> parts.addAll(List.of(view.rgb(), view.valid())));
      }
    }
    return Fingerprint.ofBytes(parts);
  }

  @Override
  public void close() {
    reader.close();
    finders.forEach(PromptFinder::close);
  }
}
