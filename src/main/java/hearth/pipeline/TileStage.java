package hearth.pipeline;

import hearth.geo.InputException;
import hearth.geo.Tile;
import hearth.pipeline.job.RunConfig;
import hearth.segment.Segmenter;
import hearth.store.TileRecord;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Imagery to detections: all tiles of a plan through the workers. */
final class TileStage {
  /** Holes smaller than this are shadows and chimneys, not courtyards. */
  private static final double MIN_HOLE_SQUARE_METRES = 9;

  /** Tiles that are tried to reckon the time of all. */
  private static final int TRIED = 3;

  private static final Logger LOG = LoggerFactory.getLogger(TileStage.class);

  private final Imagery imagery;
  private final RunConfig config;
  private final Optional<GivenObjects> answered;
  private final int workers;

  /**
   * @param answered objects that are each answered by one detection; empty where the prompts of all
   *     sources are looked at together
   */
  TileStage(Imagery imagery, RunConfig config, Optional<GivenObjects> answered) {
    this.imagery = imagery;
    this.config = config;
    this.answered = answered;
    this.workers =
        config
            .execution()
            .workers()
            .orElseGet(() -> Workers.number(imagery.plan().lattice().tileSize()));
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
      int workers, int done, int empty, List<TileOutcome.Failed> failed, StageSeconds seconds) {
    /** Of a run without imagery. */
    static final Summary NO_TILES = new Summary(0, 0, 0, List.of(), StageSeconds.ZERO);

    int total() {
      return done + failed.size();
    }
  }

  /**
   * Runs tiles.
   *
   * @param tiles what is still to be done
   * @param doneBefore tiles that are done already, for the progress
   * @param sink takes each outcome on the calling thread, in any order
   */
  Summary run(
      List<Tile> tiles,
      int doneBefore,
      Consumer<TileOutcome> sink,
      Progress progress,
      BooleanSupplier cancelled) {
    TileTask.Shared shared = shared();
    int total = doneBefore + tiles.size();
    Counter counter = new Counter();
    progress.tiles(doneBefore, 0, total);
    new LocalExecutor(workers)
        .run(
            tiles,
            () -> worker(shared),
            outcome -> {
              sink.accept(outcome);
              counter.count(outcome);
              progress.tiles(doneBefore + counter.done, counter.failed.size(), total);
            },
            cancelled);
    counter.failed.sort(
        Comparator.comparingInt((TileOutcome.Failed f) -> f.tile().row())
            .thenComparingInt(f -> f.tile().column()));
    return new Summary(
        workers(tiles.size()), counter.done, counter.empty, counter.failed, counter.seconds);
  }

  /** Workers that are in work at once for so many tiles. */
  int workers(int tiles) {
    return Math.min(workers, tiles);
  }

  /** Seconds that a tile takes one worker: the mean of a few, spread over the imagery. */
  double secondsPerTile() {
    List<Tile> tiles = imagery.plan().lattice().tiles();
    try (TileWorker worker = worker(shared())) {
      // The first is slow: its networks are made ready by it.
      worker.process(tiles.get(tiles.size() / 2));
      Stopwatch watch = new Stopwatch();
      for (int i = 0; i < TRIED; i++) {
        worker.process(tiles.get((int) ((i + 0.5) / TRIED * tiles.size())));
      }
      return watch.lap() / TRIED;
    } catch (InputException e) {
      LOG.debug("a tile that was tried failed", e);
      return Double.NaN;
    }
  }

  /**
   * Compares the pixels of done tiles with those that they were made from.
   *
   * @return names of tiles that would see other pixels now
   */
  List<String> changed(List<TileRecord> done) {
    List<String> changed = new ArrayList<>();
    try (TileTask task = new TileTask(shared(), finders())) {
      for (TileRecord row : done) {
        Tile tile = imagery.plan().lattice().tile(row.column(), row.row());
        if (!task.pixels(tile).equals(row.pixels())) {
          changed.add(row.name());
        }
      }
    }
    return changed;
  }

  private TileWorker worker(TileTask.Shared shared) {
    return answered.isPresent()
        ? new GivenObjectTask(shared, answered.get())
        : new TileTask(shared, finders());
  }

  private List<PromptFinder> finders() {
    return imagery.prompts().finders(imagery.source(), imagery.models(), minAreaPx());
  }

  private TileTask.Shared shared() {
    RunConfig.Outline outline = config.outline();
    Segmenter segmenter = imagery.models().segmenter();
    double metresPerPixel = segmenter.groundResolution();
    return new TileTask.Shared(
        imagery.source(),
        imagery.plan().lattice(),
        segmenter,
        new MaskOutlines(
            new Vectorizer(
                new VectorizeOptions(
                    outline.toleranceMetres() / metresPerPixel,
                    // What somebody pointed at is a building, however small.
                    answered.isPresent() ? 0 : minAreaPx(),
                    MIN_HOLE_SQUARE_METRES / (metresPerPixel * metresPerPixel))),
            imagery.plan().toRun()),
        imagery.models().calibration(),
        segmenter.spec().maskScore().orElse(0),
        config.models().refinements());
  }

  private double minAreaPx() {
    double metresPerPixel = imagery.models().segmenter().groundResolution();
    return config.outline().minAreaSquareMetres() / (metresPerPixel * metresPerPixel);
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
