package hearth.pipeline;

import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImagedArea;
import hearth.raster.ImagerySource;
import hearth.segment.Segmenter;
import java.util.List;
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
   * @param leastMaskScore predicted IoU below which a mask is no building
   * @param refinements further passes with the mask of the one before
   */
  record Shared(
      ImagerySource source,
      TileLattice lattice,
      Segmenter segmenter,
      MaskOutlines outlines,
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
    PixelWindow owned = tile.core().intersection(shared.lattice().grid().window());
    Geometry imaged = shared.outlines().toRun().apply(ImagedArea.of(block, owned, tile.block()));
    double read = watch.lap();
    if (imaged.isEmpty()) {
      return new TileOutcome.Done(
          tile, List.of(), imaged, List.of(), new StageSeconds(read, 0, 0, 0, 0));
    }
    try (TileQuestions questions = new TileQuestions(shared, tile, block, watch, read)) {
      finders.forEach(finder -> finder.ask(block, tile, questions));
      return new TileOutcome.Done(
          tile, questions.detections(), imaged, questions.issues(), questions.seconds());
    }
  }

  @Override
  public void close() {
    reader.close();
    finders.forEach(PromptFinder::close);
  }
}
