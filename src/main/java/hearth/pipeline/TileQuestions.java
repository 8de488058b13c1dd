package hearth.pipeline;

import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.geo.DataIssue;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.pipeline.job.PromptSource;
import hearth.raster.ImageBlock;
import hearth.segment.AutomaticMasks;
import hearth.segment.Concept;
import hearth.segment.ConceptInstance;
import hearth.segment.Embedding;
import hearth.segment.MaskChoice;
import hearth.segment.PointPrompt;
import hearth.segment.ScoredMask;
import hearth.segment.WholeMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * What is asked about one tile, source after source, and the outlines that came of it. The tile is
 * encoded at the first question. A prompt whose box is near that of an earlier source is not asked;
 * points have no box before they are answered, so that the box of their outline counts.
 */
final class TileQuestions implements AutoCloseable {
  /** So many masks are held at a time: a box may be as large as a tile. */
  private static final int AT_A_TIME = 128;

  /** Outlines that come this near to the block's rim may go on beyond it: two logits of a mask. */
  private static final double RIM_PX = 4;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final TileTask.Shared shared;
  private final Tile tile;
  private final ImageBlock block;
  private final Stopwatch watch;
  private final Geometry coreArea;
  private final AskedBoxes asked;
  private final List<Detection> detections = new ArrayList<>();
  private final List<DataIssue> issues = new ArrayList<>();
  private final Consumer<DataIssue> located;
  private StageSeconds seconds;
  private Embedding embedding;

  /**
   * @param watch its laps become the seconds of the steps
   * @param read seconds that it took to read the block
   */
  TileQuestions(TileTask.Shared shared, Tile tile, ImageBlock block, Stopwatch watch, double read) {
    this.shared = shared;
    this.tile = tile;
    this.block = block;
    this.watch = watch;
    Envelope core = coreInBlock(tile);
    this.coreArea = GEOMETRIES.toGeometry(core);
    this.asked = new AskedBoxes(core);
    this.seconds = new StageSeconds(read, 0, 0, 0, 0);
    this.located =
        i ->
            issues.add(
                new DataIssue(i.code(), i.detail(), "tile " + tile.name() + " " + i.where()));
  }

  /** Asks about the objects of a source. */
  void ask(List<TilePrompt> prompts) {
    spent(new StageSeconds(0, watch.lap(), 0, 0, 0));
    List<TilePrompt> wanted = asked.wanted(prompts);
    for (int from = 0; from < wanted.size(); from += AT_A_TIME) {
      List<TilePrompt> some = wanted.subList(from, Math.min(from + AT_A_TIME, wanted.size()));
      List<ScoredMask> masks =
          shared
              .segmenter()
              .decode(
                  embedding(),
                  some.stream().map(TilePrompt::prompt).toList(),
                  MaskChoice.AUTO,
                  shared.refinements());
      spent(new StageSeconds(0, 0, 0, watch.lap(), 0));
      for (int i = 0; i < some.size(); i++) {
        TilePrompt prompt = some.get(i);
        ScoredMask scored = masks.get(i);
        boolean points = prompt.box().isEmpty();
        outline(scored)
            .filter(seen -> !points || asked.isNew(seen.outline().getEnvelopeInternal()))
            .ifPresent(seen -> add(seen, prompt, scored));
      }
      spent(new StageSeconds(0, 0, 0, 0, watch.lap()));
    }
    asked.endSource();
  }

  /** Asks for everything at these points. */
  void askForEverything(List<PointPrompt> points, AutomaticMasks masks) {
    record Found(MaskOutlines.Seen seen, double predictedIou, double stability) {}
    spent(new StageSeconds(0, watch.lap(), 0, 0, 0));
    if (points.isEmpty()) {
      return;
    }
    List<Found> found =
        masks.find(
            shared.segmenter(),
            embedding(),
            points,
            mask -> outline(mask).map(o -> new Found(o, mask.predictedIou(), mask.stability())));
    for (Found f : found) {
      if (asked.isNew(f.seen().outline().getEnvelopeInternal())) {
        String grid = PromptSource.GRID.key();
        add(
            f.seen(),
            grid,
            grid,
            new Evidence(Double.NaN, f.predictedIou(), f.stability(), Double.NaN));
      }
    }
    asked.endSource();
    spent(new StageSeconds(0, 0, 0, watch.lap(), 0));
  }

  /** Asks for every instance of what words name; each carries the words, and its score. */
  void askForEvery(Concept concept) {
    spent(new StageSeconds(0, watch.lap(), 0, 0, 0));
    String words = concept.text().orElseThrow();
    List<ConceptInstance> found = shared.segmenter().find(embedding(), concept);
    spent(new StageSeconds(0, 0, 0, watch.lap(), 0));
    for (ConceptInstance instance : found) {
      WholeMask mask = instance.mask();
      double stability = mask.stability();
      outline(new ScoredMask(mask.inPicture(), instance.score(), stability))
          .ifPresent(
              seen ->
                  add(
                      seen,
                      words,
                      Detection.TEXT,
                      new Evidence(instance.score(), Double.NaN, stability, Double.NaN)));
    }
    spent(new StageSeconds(0, 0, 0, 0, watch.lap()));
  }

  List<Detection> detections() {
    return detections;
  }

  List<DataIssue> issues() {
    return issues;
  }

  StageSeconds seconds() {
    return seconds;
  }

  private Embedding embedding() {
    if (embedding == null) {
      embedding = shared.segmenter().encode(block);
      spent(new StageSeconds(0, 0, watch.lap(), 0, 0));
    }
    return embedding;
  }

  private void spent(StageSeconds more) {
    seconds = seconds.plus(more);
  }

  /** Outline in pixels of the block, if the mask is sure enough and reaches what the tile owns. */
  private Optional<MaskOutlines.Seen> outline(ScoredMask scored) {
    return scored.predictedIou() < shared.leastMaskScore()
        ? Optional.empty()
        : shared
            .outlines()
            .inBlock(scored.mask(), block, located)
            .filter(seen -> seen.outline().intersects(coreArea));
  }

  private void add(MaskOutlines.Seen seen, TilePrompt prompt, ScoredMask scored) {
    add(seen, prompt.label(), prompt.source().key(), evidence(prompt, scored));
  }

  private Evidence evidence(TilePrompt prompt, ScoredMask scored) {
    double p =
        shared
            .calibration()
            .filter(c -> prompt.source() == PromptSource.DETECTOR)
            .map(c -> c.probability(prompt.score(), scored.predictedIou()))
            .orElse(Double.NaN);
    return new Evidence(prompt.score(), scored.predictedIou(), scored.stability(), p);
  }

  private void add(MaskOutlines.Seen seen, String label, String source, Evidence evidence) {
    Polygon inRun = shared.outlines().inRun(seen.outline(), block, located);
    if (inRun != null) {
      boolean cut = isCut(seen.outline().getEnvelopeInternal());
      detections.add(
          new Detection(
              tile.column(), tile.row(), inRun, cut, seen.anchor(), label, source, evidence));
    }
  }

  private boolean isCut(Envelope outline) {
    return outline.getMinX() < RIM_PX
        || outline.getMinY() < RIM_PX
        || outline.getMaxX() > block.width() - RIM_PX
        || outline.getMaxY() > block.height() - RIM_PX;
  }

  private static Envelope coreInBlock(Tile tile) {
    PixelWindow core = tile.core();
    PixelWindow block = tile.block();
    return new Envelope(
        core.column() - block.column(),
        core.endColumn() - block.column(),
        core.row() - block.row(),
        core.endRow() - block.row());
  }

  @Override
  public void close() {
    if (embedding != null) {
      embedding.close();
    }
  }
}
