package hearth.pipeline;

import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImagedArea;
import hearth.raster.ImagerySource;
import hearth.raster.LogitMask;
import hearth.segment.DetectedBox;
import hearth.segment.Detector;
import hearth.segment.Embedding;
import hearth.segment.ScoredMask;
import hearth.segment.Segmenter;
import hearth.vectorize.Vectorizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;

/**
 * Imagery to polygons, one tile at a time: read, detect, encode once, decode all boxes, cut
 * outlines. Owns the readers of one thread; the models are shared.
 */
final class TileTask implements TileWorker {
  /** Outlines that come this near to the block's rim may go on beyond it: two logits of a mask. */
  private static final double RIM_PX = 4;

  /** Clearly "not this building". */
  private static final float OUTSIDE = -10f;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /**
   * What all tiles of a run share.
   *
   * @param source imagery
   * @param lattice tiles on the working grid, which has the segmenter's ground resolution
   * @param detector empty when the job takes no prompts from one
   * @param segmenter cuts the outlines
   * @param osm boxes of OSM outlines; empty when the job takes no prompts from them
   * @param vectorizer masks to polygons
   * @param leastMaskScore predicted IoU below which a mask is no building
   * @param toRun from the working grid's reference system to the run's
   */
  record Shared(
      ImagerySource source,
      TileLattice lattice,
      Optional<Detector> detector,
      Segmenter segmenter,
      Optional<OsmPrompts> osm,
      Vectorizer vectorizer,
      double leastMaskScore,
      CrsTransform toRun) {}

  private final Shared shared;
  private final ImageReader reader;
  private final DetectorView detectorView;

  TileTask(Shared shared) {
    this.shared = shared;
    this.reader = shared.source().reader(shared.lattice().grid());
    this.detectorView =
        shared
            .detector()
            .map(d -> DetectorView.of(d, shared.source(), shared.segmenter().groundResolution()))
            .orElse(null);
  }

  @Override
  public TileOutcome process(Tile tile) {
    Stopwatch watch = new Stopwatch();
    List<DataIssue> issues = new ArrayList<>();
    ImageBlock block = reader.read(tile.block());
    PixelWindow owned = tile.core().intersection(shared.lattice().grid().window());
    Geometry imaged = shared.toRun().apply(ImagedArea.of(block, owned, tile.block()));
    double read = watch.lap();
    if (imaged.isEmpty()) {
      return new TileOutcome.Done(
          tile, List.of(), imaged, issues, new StageSeconds(read, 0, 0, 0, 0));
    }

    List<DetectedBox> detected =
        detectorView == null ? List.of() : detectorView.detect(block, tile.block());
    double detect = watch.lap();

    List<Envelope> known = shared.osm().map(osm -> osm.in(tile.block())).orElse(List.of());
    List<TilePrompt> prompts = TilePrompt.of(detected, known, coreInBlock(tile));
    if (prompts.isEmpty()) {
      return new TileOutcome.Done(
          tile, List.of(), imaged, issues, new StageSeconds(read, detect, 0, 0, 0));
    }

    double encode;
    List<ScoredMask> masks;
    try (Embedding embedding = shared.segmenter().encode(block)) {
      encode = watch.lap();
      masks = shared.segmenter().decode(embedding, prompts.stream().map(TilePrompt::box).toList());
    }
    double decode = watch.lap();

    List<Detection> detections = outlines(tile, block, prompts, masks, issues);
    return new TileOutcome.Done(
        tile,
        detections,
        imaged,
        issues,
        new StageSeconds(read, detect, encode, decode, watch.lap()));
  }

  private List<Detection> outlines(
      Tile tile,
      ImageBlock block,
      List<TilePrompt> prompts,
      List<ScoredMask> masks,
      List<DataIssue> issues) {
    AffineTransformation toWorld = block.grid().affine().toJts();
    Geometry core = GEOMETRIES.toGeometry(coreInBlock(tile));
    Consumer<DataIssue> located =
        i ->
            issues.add(
                new DataIssue(i.code(), i.detail(), "tile " + tile.name() + " " + i.where()));

    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      ScoredMask scored = masks.get(i);
      TilePrompt prompt = prompts.get(i);
      if (scored.predictedIou() < shared.leastMaskScore()) {
        continue;
      }
      LogitMask mask = whereImaged(scored.mask(), block);
      Optional<Polygon> outline = shared.vectorizer().vectorize(mask, located);
      if (outline.isEmpty() || !outline.get().intersects(core)) {
        continue;
      }
      Polygon inRun = inRun(outline.get(), toWorld, located);
      if (inRun != null) {
        detections.add(
            Detection.of(
                tile,
                inRun,
                isCut(outline.get().getEnvelopeInternal(), block),
                prompt.label(),
                prompt.source(),
                new Evidence(
                    prompt.score(), scored.predictedIou(), scored.stability(), Double.NaN)));
      }
    }
    return detections;
  }

  private Polygon inRun(Polygon pixels, AffineTransformation toWorld, Consumer<DataIssue> issues) {
    Polygon outline = shared.toRun().apply((Polygon) toWorld.transform(pixels));
    if (outline.isValid()) {
      return outline;
    }
    Geometry fixed = GeometryFixer.fix(outline);
    issues.accept(
        new DataIssue(
            "outline-repaired",
            "invalid after projection; its largest part was kept",
            fixed.getCentroid().toText()));
    return largestPolygon(fixed);
  }

  private static Polygon largestPolygon(Geometry geometry) {
    Polygon largest = null;
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      if (geometry.getGeometryN(i) instanceof Polygon p
          && (largest == null || p.getArea() > largest.getArea())) {
        largest = p;
      }
    }
    return largest;
  }

  /** The mask with everything that the imagery does not show taken out. */
  private static LogitMask whereImaged(LogitMask mask, ImageBlock block) {
    float[] logits = mask.logits();
    boolean changed = false;
    for (int row = 0; row < mask.height(); row++) {
      int y = (int) Math.floor(mask.originY() + (row + 0.5) * mask.stepY());
      for (int column = 0; column < mask.width(); column++) {
        int x = (int) Math.floor(mask.originX() + (column + 0.5) * mask.stepX());
        boolean shown =
            x >= 0
                && y >= 0
                && x < block.width()
                && y < block.height()
                && block.valid()[y * block.width() + x] != 0;
        if (!shown && logits[row * mask.width() + column] > OUTSIDE) {
          if (!changed) {
            logits = logits.clone();
            changed = true;
          }
          logits[row * mask.width() + column] = OUTSIDE;
        }
      }
    }
    return changed
        ? new LogitMask(
            mask.width(),
            mask.height(),
            logits,
            mask.originX(),
            mask.originY(),
            mask.stepX(),
            mask.stepY())
        : mask;
  }

  private static boolean isCut(Envelope outline, ImageBlock block) {
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
    reader.close();
    if (detectorView != null) {
      detectorView.close();
    }
  }

  private static final class Stopwatch {
    private long last = System.nanoTime();

    double lap() {
      long now = System.nanoTime();
      double seconds = (now - last) / 1e9;
      last = now;
      return seconds;
    }
  }
}
