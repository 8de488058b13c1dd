package hearth.pipeline.picture;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.pipeline.Home;
import hearth.raster.LogitMask;
import hearth.segment.BoxPrompt;
import hearth.segment.Concept;
import hearth.segment.ConceptInstance;
import hearth.segment.Device;
import hearth.segment.Embedding;
import hearth.segment.EmbeddingCache;
import hearth.segment.Inference;
import hearth.segment.ModelLibrary;
import hearth.segment.PromptPoint;
import hearth.segment.Segmenter;
import hearth.segment.SegmenterOptions;
import hearth.segment.WholeMask;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/** Asks a segmenter about objects in one picture. Owns the model. */
public final class PictureTask implements AutoCloseable {
  /** How far an outline may leave the zero level of the logits, in steps of the logits. */
  private static final double TOLERANCE_STEPS = 0.1;

  private final Segmenter segmenter;

  private PictureTask(Segmenter segmenter) {
    this.segmenter = segmenter;
  }

  /**
   * Loads a segmenter of the home's models.
   *
   * @param threads inside one call of the model
   * @param embeddings where encoded pictures are kept; empty: nowhere
   * @throws InputException for an unknown name, a detector, or files that are not as described
   */
  public static PictureTask open(
      String segmenter,
      SegmenterOptions options,
      Device device,
      int threads,
      Optional<EmbeddingCache> embeddings,
      Home home) {
    ModelLibrary library = new ModelLibrary(List.of(home.models()));
    return new PictureTask(
        Segmenter.open(
            library.load(segmenter), new Inference(device, threads, embeddings), options));
  }

  /**
   * All masks, by object and mask.
   *
   * @param several whether an object gets every mask that the model proposes, or one
   * @param issues told of masks that hold no numbers
   * @throws InputException if a prompt lies outside the picture
   */
  public List<FoundMask> find(
      PlacedPicture picture,
      List<ObjectPrompt> objects,
      boolean several,
      Consumer<DataIssue> issues) {
    objects.forEach(o -> requireInside(o, picture));
    FoundMask[][] found = new FoundMask[objects.size()][];
    try (Embedding embedding = segmenter.encodePicture(picture.picture().pixels())) {
      segmenter.decodeWhole(
          embedding,
          objects.stream().map(ObjectPrompt::prompt).toList(),
          several,
          (object, masks) ->
              found[object] = found(object, objects.get(object), masks, picture.frame(), issues));
    }
    List<FoundMask> all = new ArrayList<>();
    for (FoundMask[] ofObject : found) {
      all.addAll(Arrays.asList(ofObject));
    }
    return all;
  }

  /**
   * Whether the segmenter finds every instance of what words or examples name ({@link #findAll}),
   * instead of answering about single objects ({@link #find}).
   */
  public boolean findsConcepts() {
    return segmenter.findsConcepts();
  }

  /**
   * Every instance of what is named, the surest first, each an object of one mask.
   *
   * @param text words; empty where the examples say it all
   * @param examples boxes around instances, points on or beside them
   * @param leastScore empty for the usual one
   * @param issues told of masks that hold no numbers
   * @throws InputException if an example lies outside the picture, or the model has not room for so
   *     many words or examples
   */
  public List<FoundMask> findAll(
      PlacedPicture picture,
      Optional<String> text,
      List<ObjectPrompt> examples,
      OptionalDouble leastScore,
      Consumer<DataIssue> issues) {
    examples.forEach(o -> requireInside(o, picture));
    Concept concept =
        new Concept(
            text,
            examples.stream().map(ObjectPrompt::prompt).toList(),
            leastScore.orElse(Concept.USUAL_SCORE));
    String label = text.orElseGet(() -> examples.get(0).label());
    List<FoundMask> all = new ArrayList<>();
    try (Embedding embedding = segmenter.encodePicture(picture.picture().pixels())) {
      for (ConceptInstance instance : segmenter.find(embedding, concept)) {
        WholeMask mask = instance.mask();
        Geometry outline = outline(mask, picture.frame(), issues);
        all.add(new FoundMask(all.size(), 0, label, mask, outline));
      }
    }
    return all;
  }

  private static FoundMask[] found(
      int object,
      ObjectPrompt prompt,
      List<WholeMask> masks,
      Envelope frame,
      Consumer<DataIssue> issues) {
    FoundMask[] found = new FoundMask[masks.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] =
          new FoundMask(
              object, i, prompt.label(), masks.get(i), outline(masks.get(i), frame, issues));
    }
    return found;
  }

  private static Geometry outline(WholeMask whole, Envelope frame, Consumer<DataIssue> issues) {
    LogitMask mask = whole.inPicture();
    double tolerance = TOLERANCE_STEPS * Math.min(mask.stepX(), mask.stepY());
    Geometry outline = new Vectorizer(new VectorizeOptions(tolerance, 0, 0)).regions(mask, issues);
    // The last logits may reach beyond the picture's edge.
    return frame.covers(outline.getEnvelopeInternal())
        ? outline
        : OverlayNGRobust.overlay(
            outline, new GeometryFactory().toGeometry(frame), OverlayNG.INTERSECTION);
  }

  private static void requireInside(ObjectPrompt object, PlacedPicture picture) {
    Envelope frame = picture.frame();
    if (object.prompt() instanceof BoxPrompt b) {
      Envelope box = new Envelope(b.x0(), b.x1(), b.y0(), b.y1());
      if (!(frame.intersection(box).getArea() > 0)) {
        throw outside("box " + b.x0() + "," + b.y0() + "," + b.x1() + "," + b.y1(), picture);
      }
    }
    for (PromptPoint p : object.prompt().points()) {
      if (!frame.covers(p.x(), p.y())) {
        throw outside("point " + p.x() + "," + p.y(), picture);
      }
    }
  }

  private static InputException outside(String what, PlacedPicture picture) {
    return new InputException(
        "%s lies outside %s, which has %.0f x %.0f pixels"
            .formatted(
                what, picture.file(), picture.frame().getWidth(), picture.frame().getHeight()),
        "Prompts are in pixels, x to the right and y down; with --map in the picture's reference"
            + " system.");
  }

  @Override
  public void close() {
    segmenter.close();
  }
}
