package hearth.pipeline;

import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.geo.DataIssue;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImagedArea;
import hearth.raster.ImagerySource;
import hearth.segment.DetectedBox;
import hearth.segment.Detector;
import hearth.segment.Embedding;
import hearth.segment.MaskChoice;
import hearth.segment.ScoredMask;
import hearth.segment.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Imagery to polygons, one tile at a time: read, detect, encode once, decode all boxes, cut
 * outlines. Owns the readers of one thread; the models are shared.
 */
final class TileTask implements TileWorker {
  /** Outlines that come this near to the block's rim may go on beyond it: two logits of a mask. */
  private static final double RIM_PX = 4;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /**
   * What all tiles of a run share.
   *
   * @param source imagery
   * @param lattice tiles on the working grid, which has the segmenter's ground resolution
   * @param detector empty when the job takes no prompts from one
   * @param segmenter cuts the outlines
   * @param osm boxes of OSM outlines; empty when the job takes no prompts from them
   * @param outlines masks to polygons
   * @param leastMaskScore predicted IoU below which a mask is no building
   * @param refinements further passes with the mask of the one before
   */
  record Shared(
      ImagerySource source,
      TileLattice lattice,
      Optional<Detector> detector,
      Segmenter segmenter,
      Optional<OsmPrompts> osm,
      MaskOutlines outlines,
      double leastMaskScore,
      int refinements) {}

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
    Geometry imaged = shared.outlines().toRun().apply(ImagedArea.of(block, owned, tile.block()));
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
      masks =
          shared
              .segmenter()
              .decode(
                  embedding,
                  prompts.stream().map(TilePrompt::box).toList(),
                  MaskChoice.AUTO,
                  shared.refinements());
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
      Optional<Polygon> outline = shared.outlines().inBlock(scored.mask(), block, located);
      if (outline.isEmpty() || !outline.get().intersects(core)) {
        continue;
      }
      Polygon inRun = shared.outlines().inRun(outline.get(), block, located);
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
}
