package hearth.pipeline;

import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.geo.DataIssue;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImagedArea;
import hearth.segment.Embedding;
import hearth.segment.MaskChoice;
import hearth.segment.ScoredMask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Objects that somebody gave to outlines, one tile at a time: each object of the tile's core has
 * one detection, labelled with the object's number. Nothing is left out for its score or its size.
 */
final class GivenObjectTask implements TileWorker {
  /** So many masks are held at a time: a box may be as large as a tile. */
  private static final int AT_A_TIME = 128;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final TileTask.Shared shared;
  private final GivenObjects objects;
  private final ImageReader reader;

  GivenObjectTask(TileTask.Shared shared, GivenObjects objects) {
    this.shared = shared;
    this.objects = objects;
    this.reader = shared.source().reader(shared.lattice().grid());
  }

  @Override
  public TileOutcome process(Tile tile) {
    PixelWindow owned = tile.core().intersection(shared.lattice().grid().window());
    List<GivenObjects.Item> wanted = objects.in(owned);
    if (wanted.isEmpty()) {
      return new TileOutcome.Done(
          tile, List.of(), GEOMETRIES.createPolygon(), List.of(), StageSeconds.ZERO, "");
    }
    Stopwatch watch = new Stopwatch();
    ImageBlock block = reader.read(tile.block());
    Geometry imaged = shared.outlines().toRun().apply(ImagedArea.of(block, owned, tile.block()));
    double read = watch.lap();
    List<DataIssue> issues = new ArrayList<>();
    List<Detection> detections = new ArrayList<>();
    double encode = 0;
    double decode = 0;
    double vectorize = 0;
    if (!imaged.isEmpty()) {
      try (Embedding embedding = shared.segmenter().encode(block)) {
        encode = watch.lap();
        for (int from = 0; from < wanted.size(); from += AT_A_TIME) {
          List<GivenObjects.Item> some =
              wanted.subList(from, Math.min(from + AT_A_TIME, wanted.size()));
          List<ScoredMask> masks =
              shared
                  .segmenter()
                  .decode(
                      embedding,
                      some.stream().map(o -> o.inBlock(tile.block())).toList(),
                      MaskChoice.AUTO,
                      shared.refinements());
          decode += watch.lap();
          for (int i = 0; i < some.size(); i++) {
            detections.add(detection(tile, block, some.get(i), masks.get(i), issues));
          }
          vectorize += watch.lap();
        }
      }
    }
    return new TileOutcome.Done(
        tile, detections, imaged, issues, new StageSeconds(read, 0, encode, decode, vectorize), "");
  }

  private Detection detection(
      Tile tile,
      ImageBlock block,
      GivenObjects.Item object,
      ScoredMask scored,
      List<DataIssue> issues) {
    String where = objects.where(object);
    Consumer<DataIssue> located = i -> issues.add(new DataIssue(i.code(), i.detail(), where));
    Polygon outline =
        shared
            .outlines()
            .inBlock(scored.mask(), block, located)
            .map(seen -> shared.outlines().inRun(seen.outline(), block, located))
            .orElse(null);
    if (outline == null) {
      issues.add(
          new DataIssue(objects.code("without-mask"), "the segmenter sees nothing there", where));
    }
    return new Detection(
        tile.column(),
        tile.row(),
        outline == null ? (Polygon) object.outline().orElseGet(GEOMETRIES::createPolygon) : outline,
        false,
        Integer.toString(object.number()),
        outline == null ? GivenBuildings.NO_MASK : objects.source().key(),
        new Evidence(1, scored.predictedIou(), scored.stability(), Double.NaN));
  }

  @Override
  public void close() {
    reader.close();
  }
}
