package hearth.cli;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.pipeline.picture.FoundMask;
import hearth.pipeline.picture.MaskPictures;
import hearth.pipeline.picture.ObjectPrompt;
import hearth.pipeline.picture.PictureTask;
import hearth.pipeline.picture.PlacedPicture;
import hearth.pipeline.picture.RegularPicture;
import hearth.pipeline.picture.TextPrompts;
import hearth.raster.BlankPolicy;
import hearth.segment.Device;
import hearth.segment.EmbeddingCache;
import hearth.segment.SegmenterOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth prompt}: objects in one picture. */
@Command(
    name = "prompt",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "One picture, georeferenced or not, and what you point at in it: polygons as GeoJSON on"
          + " standard output.",
      "Points before any box are one object. Each box begins another, and points after it belong"
          + " to it.",
      "A segmenter that understands words finds every instance of what --text names and boxes show."
    })
final class PromptCommand implements Callable<Integer> {
  /** A tenth of a millimetre. */
  private static final int LON_LAT_DECIMALS = 9;

  private static final int PIXEL_DECIMALS = 3;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "PNG, JPEG, TIFF, …")
  private String image;

  /** Taken by {@link InOrder}, as is the next. */
  @Option(
      names = "--box",
      paramLabel = "X0,Y0,X1,Y1",
      parameterConsumer = InOrder.class,
      description =
          "a box around the object, in pixels: x to the right, y down, 0,0 the outer corner of the"
              + " upper left pixel")
  private String box;

  @Option(
      names = "--point",
      paramLabel = "X,Y,1|0",
      parameterConsumer = InOrder.class,
      description = "a point on the object (1) or beside it (0)")
  private String point;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "everything that a text names: phrases with a full stop after each")
  private String text;

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      description = "model that finds what the text names, unless the segmenter does")
  private String detector;

  @Option(
      names = "--score-threshold",
      paramLabel = "S",
      description = "least score of what the text names; default: the model's own")
  private Double score;

  @Option(names = "--map", description = "prompts are in the picture's reference system")
  private boolean onMap;

  @Mixin private SegmenterArguments model;

  @Option(
      names = "--box-as-point",
      description = "ask a segmenter that takes points alone about a box by its centre")
  private boolean boxAsPoint;

  @Option(names = "--multimask", description = "every mask that the model proposes, not one")
  private boolean multimask;

  @Option(
      names = "--outline",
      paramLabel = "regular|raw",
      defaultValue = "regular",
      description =
          "'regular' draws straight walls and square corners, 'raw' leaves outlines as masks show"
              + " them (default: ${DEFAULT-VALUE})")
  private String outline;

  @Option(
      names = "--pixels",
      description = "polygons in pixels, even where the picture is georeferenced")
  private boolean inPixels;

  @Option(
      names = "--masks",
      paramLabel = "DIR",
      description =
          "folder for masks at the picture's size: mask0.png, with --multimask mask0_0.png")
  private Path masks;

  @Option(names = "--png", paramLabel = "F", description = "the picture with the outlines on it")
  private Path png;

  @Option(
      names = "--embedding-cache",
      paramLabel = "DIR",
      description = "folder for encoded pictures: the next prompt on one costs only the decoder")
  private Path embeddingCache;

  private final PromptArguments arguments = new PromptArguments();

  /**
   * Keeps boxes and points in the order of the command line, which decides what belongs to what.
   */
  static final class InOrder implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      if (args.isEmpty()) {
        throw new ParameterException(
            command.commandLine(), "Missing required parameter: " + option.paramLabel());
      }
      PromptArguments arguments = ((PromptCommand) command.userObject()).arguments;
      if (option == command.findOption("--box")) {
        arguments.addBox(args.pop());
      } else {
        arguments.addPoint(args.pop());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (arguments.isEmpty() && text == null) {
      throw new InputException(
          "nothing is asked about " + image, "Give --box x0,y0,x1,y1 or --point x,y,1, or --text.");
    }
    if (text != null && text.isBlank()) {
      throw new InputException("--text has no words", "Name what you look for: --text building.");
    }
    if (score != null && !(score >= 0 && score <= 1)) {
      throw new InputException(
          "--score-threshold " + score + " is not between 0 and 1", "Give 0.5, for example.");
    }
    if (!List.of("regular", "raw").contains(outline)) {
      throw new InputException("--outline is '" + outline + "'", "Give regular or raw.");
    }
    Device on = model.device();
    PlacedPicture picture = PlacedPicture.read(image, model.imagery(BlankPolicy.KEEP));
    List<ObjectPrompt> objects = arguments.objects(picture, onMap);
    int threads = Runtime.getRuntime().availableProcessors();
    List<FoundMask> found;
    Optional<EmbeddingCache> embeddings =
        Optional.ofNullable(embeddingCache).map(EmbeddingCache::new);
    SegmenterOptions options = new SegmenterOptions(boxAsPoint);
    try (PictureTask task =
        PictureTask.open(model.segmenter(), options, on, threads, embeddings, Main.home(spec))) {
      Consumer<DataIssue> issues =
          issue -> err.println("hearth: " + issue.code() + ": " + issue.detail());
      found =
          task.findsConcepts()
              ? findAll(task, picture, objects, issues)
              : task.find(picture, withText(objects, picture, on, threads), multimask, issues);
      if (outline.equals("regular")) {
        found = RegularPicture.redraw(picture, found, issues);
      }
    }
    if (masks != null) {
      MaskPictures.writeMasks(masks, found, multimask);
    }
    if (png != null) {
      MaskPictures.writeOutlines(OutputPaths.inItsFolder(png), picture.picture().pixels(), found);
    }
    spec.commandLine().getOut().println(geoJson(picture, found));
    return Main.DONE;
  }

  /** By a segmenter that finds what words and examples name. */
  private List<FoundMask> findAll(
      PictureTask task,
      PlacedPicture picture,
      List<ObjectPrompt> examples,
      Consumer<DataIssue> issues) {
    if (detector != null) {
      throw new InputException(
          "model " + model.segmenter() + " finds what the text names by itself",
          "Leave --detector out.");
    }
    OptionalDouble least = score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    return task.findAll(picture, Optional.ofNullable(text), examples, least, issues);
  }

  /** The objects, and behind them those that the text names. */
  private List<ObjectPrompt> withText(
      List<ObjectPrompt> objects, PlacedPicture picture, Device on, int threads) {
    if ((text == null) != (detector == null)) {
      throw new InputException(
          "--text and --detector go together",
          "A detector that understands words finds what the text names: ./hearth models list.");
    }
    if (text == null) {
      return objects;
    }
    List<ObjectPrompt> all = new ArrayList<>(objects);
    all.addAll(
        TextPrompts.find(
            picture, text, detector, Optional.ofNullable(score), on, threads, Main.home(spec)));
    return all;
  }

  private String geoJson(PlacedPicture picture, List<FoundMask> found) {
    boolean lonLat = picture.isPlaced() && !inPixels;
    GeoJson json = new GeoJson(lonLat ? LON_LAT_DECIMALS : PIXEL_DECIMALS);
    for (FoundMask mask : found) {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("object", mask.object());
      properties.put("mask", mask.mask());
      properties.put("predicted_iou", mask.whole().predictedIou());
      properties.put("stability", mask.whole().stability());
      properties.put("label", mask.label());
      json.add(lonLat ? picture.toLonLat(mask.outline()) : mask.outline(), properties);
    }
    return json.text();
  }
}
