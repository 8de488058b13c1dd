package hearth.pipeline;

import hearth.pipeline.job.RunConfig;
import hearth.segment.Segmenter;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Imagery to detections: all tiles of a plan through the workers. */
final class TileStage {
  /** Holes smaller than this are shadows and chimneys, not courtyards. */
  private static final double MIN_HOLE_SQUARE_METRES = 9;

  private final Inputs inputs;
  private final int workers;

  TileStage(Inputs inputs) {
    this.inputs = inputs;
    this.workers =
        inputs
            .config()
            .execution()
            .workers()
            .orElseGet(() -> Workers.number(inputs.plan().lattice().tileSize()));
  }

  /**
   * What became of the tiles, in figures.
   *
   * @param workers that were in work at once
   * @param done tiles that ended well, those without imagery included
   * @param empty tiles without imagery
   * @param failed tiles that did not, by row and column
   * @param seconds sums over tiles
   */
  record Summary(
      int workers, int done, int empty, List<TileOutcome.Failed> failed, StageSeconds seconds) {}

  /**
   * Runs all tiles.
   *
   * @param sink takes each outcome on the calling thread, in any order
   */
  Summary run(Consumer<TileOutcome> sink, Progress progress, BooleanSupplier cancelled) {
    TileTask.Shared shared = shared();
    int total = inputs.plan().lattice().tiles().size();
    Counter counter = new Counter();
    new LocalExecutor(workers)
        .run(
            inputs.plan().lattice().tiles(),
            () -> worker(shared),
            outcome -> {
              sink.accept(outcome);
              counter.count(outcome);
              progress.tiles(counter.done, counter.failed.size(), total);
            },
            cancelled);
    counter.failed.sort(
        Comparator.comparingInt((TileOutcome.Failed f) -> f.tile().row())
            .thenComparingInt(f -> f.tile().column()));
    return new Summary(
        Math.min(workers, total), counter.done, counter.empty, counter.failed, counter.seconds);
  }

  private TileWorker worker(TileTask.Shared shared) {
    return inputs.givenBoxes().isPresent()
        ? new GivenBoxTask(shared, inputs.givenBoxes().get())
        : new TileTask(shared);
  }

  private TileTask.Shared shared() {
    RunConfig.Outline outline = inputs.config().outline();
    Segmenter segmenter = inputs.models().segmenter();
    double metresPerPixel = segmenter.groundResolution();
    double pixelArea = metresPerPixel * metresPerPixel;
    return new TileTask.Shared(
        inputs.source(),
        inputs.plan().lattice(),
        inputs.models().detector(),
        segmenter,
        inputs.osmPrompts(),
        new MaskOutlines(
            new Vectorizer(
                new VectorizeOptions(
                    outline.toleranceMetres() / metresPerPixel,
                    // A box that somebody gave is a building, however small.
                    inputs.givenBoxes().isPresent() ? 0 : outline.minAreaSquareMetres() / pixelArea,
                    MIN_HOLE_SQUARE_METRES / pixelArea)),
            inputs.plan().toRun()),
        segmenter.spec().maskScore().orElse(0),
        inputs.config().models().refinements());
  }

  private static final class Counter {
    private int done;
    private int empty;
    private final List<TileOutcome.Failed> failed = new ArrayList<>();
    private StageSeconds seconds = StageSeconds.ZERO;

    void count(TileOutcome outcome) {
      if (outcome instanceof TileOutcome.Failed f) {
        failed.add(f);
      } else if (outcome instanceof TileOutcome.Done d) {
        done++;
        empty += d.imaged().isEmpty() ? 1 : 0;
        seconds = seconds.plus(d.seconds());
      }
    }
  }
}
