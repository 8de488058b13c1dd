package hearth.pipeline;

import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.ImageryOptions;
import hearth.raster.ImagerySource;
import hearth.segment.Device;
import hearth.segment.Embedding;
import hearth.segment.Inference;
import hearth.segment.ModelKind;
import hearth.segment.ModelLibrary;
import hearth.segment.PointPrompt;
import hearth.segment.PromptPoint;
import hearth.segment.ScoredMask;
import hearth.segment.Segmenter;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * How well a segmenter draws true buildings when somebody points at them: the protocol by which
 * Segment Anything and interactive segmenters are judged, on tiles as a run makes them.
 *
 * <p>Each building is asked about in the tile whose core holds the centre of its box. The mask is
 * the positive logits, all regions of it, followed between the logits and not simplified; for a box
 * it is cut there as a run cuts it. The truth is the part of the outline that the tile sees.
 */
public final class PromptAccuracy {
  /** So many whole masks are held at a time. */
  private static final int AT_A_TIME = 64;

  /** Of a building's area: who sees less of it is asked about something else. */
  private static final double LEAST_SEEN = 0.5;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final PromptKind kind;
  private final Consumer<DataIssue> issues;
  private final Vectorizer vectorizer = new Vectorizer(new VectorizeOptions(0, 0, 0));
  private final List<Double> ious = new ArrayList<>();

  private PromptAccuracy(PromptKind kind, Consumer<DataIssue> issues) {
    this.kind = kind;
    this.issues = issues;
  }

  /**
   * Asks about every true building.
   *
   * @param segmenter name of a model of the home
   * @param truth valid polygons and multipolygons in {@code crs}
   * @param issues told of masks that hold no numbers; they count as empty
   * @throws hearth.geo.InputException for an unknown model, imagery that cannot be read, a model
   *     that takes no such prompts
   */
  public static PromptScores evaluate(
      String segmenter,
      PromptKind kind,
      List<String> imagery,
      ImageryOptions options,
      List<Geometry> truth,
      Crs crs,
      Device device,
      Home home,
      Consumer<DataIssue> issues) {
    ImagerySource source = ImagerySource.open(imagery, options);
    ModelLibrary library = new ModelLibrary(List.of(home.models()));
    int threads = Runtime.getRuntime().availableProcessors();
    PromptAccuracy accuracy = new PromptAccuracy(kind, issues);
    try (Segmenter model =
        Segmenter.open(
            OpenModels.load(library, segmenter, ModelKind.SEGMENTER),
            new Inference(device, threads))) {
      model.requireObjects();
      int size = model.inputSize() - model.inputSize() % TilePlan.STRIDE;
      TileLattice lattice = TilePlan.lattice(source, model, size);
      accuracy.ask(model, source, lattice, pixels(truth, crs, lattice));
    }
    return PromptScores.of(accuracy.ious, truth.size() - accuracy.ious.size());
  }

  /** The truth in pixels of the working grid. */
  private static List<Geometry> pixels(List<Geometry> truth, Crs crs, TileLattice lattice) {
    CrsTransform toGrid = crs.to(lattice.grid().crs());
    AffineTransformation toPixels = lattice.grid().affine().inverse().toJts();
    return truth.stream().map(t -> toPixels.transform(toGrid.apply(t))).toList();
  }

  private void ask(
      Segmenter model, ImagerySource source, TileLattice lattice, List<Geometry> truth) {
    try (ImageReader reader = source.reader(lattice.grid())) {
      for (Tile tile : lattice.tiles()) {
        List<Geometry> own = truth.stream().filter(t -> isOf(tile, t)).toList();
        if (own.isEmpty()) {
          continue;
        }
        ImageBlock block = reader.read(tile.block());
        List<Geometry> seen = seen(own, block, tile.block());
        if (!seen.isEmpty()) {
          try (Embedding embedding = model.encode(block)) {
            for (int from = 0; from < seen.size(); from += AT_A_TIME) {
              judge(model, embedding, seen.subList(from, Math.min(from + AT_A_TIME, seen.size())));
            }
          }
        }
      }
    }
  }

  private static boolean isOf(Tile tile, Geometry truth) {
    Coordinate centre = truth.getEnvelopeInternal().centre();
    return tile.core().contains(centre.x, centre.y);
  }

  /** In pixels of the block, what the block holds of each building whose imagery is there. */
  private static List<Geometry> seen(List<Geometry> truth, ImageBlock block, PixelWindow window) {
    Geometry frame = GEOMETRIES.toGeometry(new Envelope(0, block.width(), 0, block.height()));
    List<Geometry> seen = new ArrayList<>();
    for (Geometry whole : truth) {
      Geometry moved =
          AffineTransformation.translationInstance(-window.column(), -window.row())
              .transform(whole);
      Geometry part =
          TruthPrompts.polygonal(OverlayNGRobust.overlay(moved, frame, OverlayNG.INTERSECTION));
      if (part.getArea() * TruthPrompts.shown(part, block) >= LEAST_SEEN * whole.getArea()) {
        seen.add(part);
      }
    }
    return seen;
  }

  private void judge(Segmenter model, Embedding embedding, List<Geometry> truth) {
    List<Geometry> masks =
        switch (kind) {
          case BOX ->
              regions(model.decode(embedding, truth.stream().map(TruthPrompts::box).toList()));
          case POINT -> regions(model.decode(embedding, clicks(truth)));
          case CORRECTED_POINT -> corrected(model, embedding, truth);
        };
    for (int i = 0; i < truth.size(); i++) {
      ious.add(iou(masks.get(i), truth.get(i)));
    }
  }

  private static List<PointPrompt> clicks(List<Geometry> truth) {
    return truth.stream()
        .map(TruthPrompts::pole)
        .map(pole -> PointPrompt.at(pole.x, pole.y))
        .toList();
  }

  private List<Geometry> corrected(Segmenter model, Embedding embedding, List<Geometry> truth) {
    List<PointPrompt> clicks = clicks(truth);
    List<Geometry> first = regions(model.decode(embedding, clicks));
    List<PointPrompt> both = new ArrayList<>();
    for (int i = 0; i < truth.size(); i++) {
      PromptPoint at = clicks.get(i).points().get(0);
      both.add(
          TruthPrompts.correction(first.get(i), truth.get(i))
              .map(second -> new PointPrompt(List.of(at, second)))
              .orElse(clicks.get(i)));
    }
    return regions(model.decodeCorrected(embedding, clicks, both));
  }

  private List<Geometry> regions(List<ScoredMask> masks) {
    return masks.stream().map(m -> vectorizer.regions(m.mask(), issues)).toList();
  }

  private static double iou(Geometry mask, Geometry truth) {
    double shared = OverlayNGRobust.overlay(mask, truth, OverlayNG.INTERSECTION).getArea();
    return shared / (mask.getArea() + truth.getArea() - shared);
  }
}
