package hearth.cli;

import hearth.geo.InputException;
import hearth.segment.Catalogue;
import hearth.segment.ModelDetails;
import hearth.segment.ModelDraft;
import hearth.segment.ModelKind;
import hearth.segment.ModelLayout;
import hearth.segment.ModelLibrary;
import hearth.segment.ModelSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth models}: detectors and segmenters. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Detectors and segmenters that jobs can name.",
    subcommands = ModelsCommand.Add.class)
final class ModelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Main.REFUSED;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them.")
  int list() {
    out().println("%-20s %-10s %12s  %s".formatted("NAME", "KIND", "METRES/PIXEL", "LICENCE"));
    for (ModelSpec model : library().list()) {
      out()
          .println(
              "%-20s %-10s %12s  %s"
                  .formatted(model.name(), kind(model), model.groundResolution(), model.licence()));
    }
    return Main.DONE;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Tells what one takes and gives, and its licence.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    ModelSpec model = library().load(name);
    ModelDetails details = library().show(model);
    row("name", model.name());
    row("kind", kind(model));
    row("licence", model.licence());
    rows("attribution", List.of(model.attribution().split("; ")));
    rows("trained on", model.trainingData());
    row("resolution", model.groundResolution() + " m per pixel");
    row("contract", details.layout().key());
    row("input size", details.inputSize() + " px");
    row("classes", String.join(", ", details.classes()));
    row("mean", colours(details.mean()));
    row("std", colours(details.std()));
    if (model.kind() == ModelKind.DETECTOR) {
      row("thresholds", "score " + model.scoreThreshold() + ", IoU " + model.nmsIou());
    }
    rows(
        "accuracy",
        model.accuracy().entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    model
        .files()
        .forEach(
            (role, file) -> {
              long bytes = model.folder().resolve(file.file()).toFile().length();
              row(role, file.file() + "  " + bytes + " bytes, SHA-256 " + file.sha256());
              if (details.files().containsKey(role)) {
                row("", details.files().get(role).toString());
              }
            });
    return Main.DONE;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Checks the files of all, or of one, by checksum.")
  int verify(@Parameters(paramLabel = "NAME", arity = "0..1") String name) {
    List<ModelSpec> models = name == null ? library().list() : List.of(library().load(name));
    for (ModelSpec model : models) {
      library().verify(model);
      out().println(model.name() + ": ok");
    }
    return Main.DONE;
  }

  @Command(
      name = "pull",
      mixinStandardHelpOptions = true,
      description = "Downloads one that the catalogue lists, and checks it.")
  int pull(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--catalogue",
              paramLabel = "F",
              description = "where it is listed; default: models/catalogue.yaml")
          Path catalogue,
      @Option(names = "--force", description = "replace a model of this name") boolean force) {
    ModelLibrary library = library();
    Path file = catalogue == null ? library.folders().get(0).resolve("catalogue.yaml") : catalogue;
    ModelSpec pulled = library.pull(Catalogue.read(file), name, force);
    out().println("pulled " + pulled.name() + " into " + pulled.folder());
    return Main.DONE;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Deletes one: its description and its files.")
  int remove(@Parameters(paramLabel = "NAME") String name) {
    library().remove(name).forEach(file -> out().println("removed " + file));
    return Main.DONE;
  }

  /** {@code hearth models add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Copies a model into the folder of models and writes its description.")
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "name for jobs")
    private String name;

    @Option(names = "--detector", paramLabel = "F", description = "a detector's ONNX file")
    private Path detector;

    @Option(
        names = "--segmenter",
        paramLabel = "F",
        description = "a segmenter's ONNX file, where it is only one")
    private Path segmenter;

    @Option(names = "--encoder", paramLabel = "F", description = "a segmenter's image encoder")
    private Path encoder;

    @Option(names = "--decoder", paramLabel = "F", description = "its mask decoder")
    private Path decoder;

    @Option(names = "--language", paramLabel = "F", description = "its encoder of words")
    private Path language;

    @Option(
        names = "--tokenizer",
        paramLabel = "F",
        description = "tokenizer.json of a model that understands words")
    private Path tokenizer;

    @Option(
        names = "--layout",
        paramLabel = "LAYOUT",
        description =
            "which contract it follows, where its file does not tell: yolo-v5, yolo-nas, …")
    private String layout;

    @Option(
        names = "--gsd",
        paramLabel = "M",
        description = "ground metres per pixel that it wants")
    private Double groundResolution;

    @Option(
        names = "--input-size",
        paramLabel = "PX",
        description = "where the file leaves it open")
    private Integer inputSize;

    @Option(names = "--mean", paramLabel = "R,G,B", split = ",", description = "on 0..255")
    private List<Double> mean = List.of();

    @Option(names = "--std", paramLabel = "R,G,B", split = ",", description = "on 0..255")
    private List<Double> std = List.of();

    @Option(names = "--classes", paramLabel = "A,B", split = ",", description = "class names")
    private List<String> classes = List.of();

    @Option(names = "--score-threshold", paramLabel = "S", description = "least score of a box")
    private Double scoreThreshold;

    @Option(names = "--licence", paramLabel = "TEXT", description = "licence of the weights")
    private String licence = "";

    @Option(names = "--attribution", paramLabel = "TEXT", description = "whom to name")
    private String attribution = "";

    @Option(names = "--force", description = "replace a model of this name")
    private boolean force;

    @Override
    public Integer call() {
      Map<String, Path> sources = new LinkedHashMap<>();
      put(sources, "model", detector != null ? detector : segmenter);
      put(sources, "encoder", encoder);
      put(sources, "decoder", decoder);
      put(sources, "language", language);
      put(sources, "tokenizer", tokenizer);
      if (detector != null && segmenter != null) {
        throw new InputException(
            "--detector and --segmenter are both given", "Add one model at a time.");
      }
      if ((encoder == null) != (decoder == null)) {
        throw new InputException(
            "only one of --encoder and --decoder is given", "A segmenter in two files needs both.");
      }
      ModelKind kind = detector != null ? ModelKind.DETECTOR : ModelKind.SEGMENTER;
      ModelDraft draft =
          new ModelDraft(
              name,
              kind,
              Optional.ofNullable(layout).map(l -> ModelLayout.parse(l, kind)),
              inputSize == null ? OptionalInt.empty() : OptionalInt.of(inputSize),
              optional(groundResolution),
              mean,
              std,
              classes,
              optional(scoreThreshold),
              OptionalDouble.empty(),
              licence,
              attribution,
              force);
      ModelSpec added = library(spec).add(draft, sources);
      spec.commandLine().getOut().println("added " + added.name() + " in " + added.folder());
      return Main.DONE;
    }

    private static void put(Map<String, Path> sources, String role, Path file) {
      if (file != null) {
        sources.put(role, file);
      }
    }

    private static OptionalDouble optional(Double value) {
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  private ModelLibrary library() {
    return library(spec);
  }

  private static ModelLibrary library(CommandSpec command) {
    return new ModelLibrary(List.of(Main.home(command).models()));
  }

  private static String kind(ModelSpec model) {
    return model.kind().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String colours(List<Double> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " on 0..255";
  }

  /** One line each, the name before the first. */
  private void rows(String name, List<String> values) {
    row(name, values.isEmpty() ? "-" : values.get(0));
    values.stream().skip(1).forEach(value -> row("", value));
  }

  private void row(String name, String value) {
    out().println("%-12s %s".formatted(name, value));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
