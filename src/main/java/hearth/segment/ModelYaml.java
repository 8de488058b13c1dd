package hearth.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A model's description as text. It is read as a tree of plain values; nothing in it can name a
 * class, and a key that is not known is refused.
 */
final class ModelYaml {
  /** Ground metres per pixel of a model that does not say: sub-metre imagery. */
  static final double DEFAULT_GROUND_RESOLUTION = 0.3;

  static final double DEFAULT_SCORE_THRESHOLD = 0.25;
  static final double DEFAULT_NMS_IOU = 0.5;

  private static final List<String> KEYS =
      List.of(
          "name",
          "kind",
          "layout",
          "files",
          "input-size",
          "ground-resolution",
          "mean",
          "std",
          "classes",
          "score-threshold",
          "nms-iou",
          "mask-score",
          "licence",
          "attribution",
          "training-data",
          "accuracy",
          "calibration");

  private static final List<String> FILE_KEYS = List.of("file", "sha256");

  /** ImageNet's, as SAM uses them. */
  private static final List<Double> SAM_MEAN = List.of(123.675, 116.28, 103.53);

  private static final List<Double> SAM_STD = List.of(58.395, 57.12, 57.375);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final long LARGEST_BYTES = 1 << 20;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  private final Path file;
  private final JsonNode root;

  private ModelYaml(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InputException(
          "model name \"" + name + "\" cannot be used",
          "Use up to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit.");
    }
  }

  static List<Double> defaultMean(ModelKind kind) {
    return kind == ModelKind.SEGMENTER ? SAM_MEAN : List.of(0.0, 0.0, 0.0);
  }

  static List<Double> defaultStd(ModelKind kind) {
    return kind == ModelKind.SEGMENTER ? SAM_STD : List.of(255.0, 255.0, 255.0);
  }

  /** Mean and std must be three numbers on the scale 0..255. */
  static void checkScale(String where, List<Double> mean, List<Double> std) {
    if (mean.size() != 3 || std.size() != 3) {
      throw new InputException(
          where + ": mean and std take three numbers each, given " + mean + " and " + std,
          "Give them for red, green and blue.");
    }
    for (double s : std) {
      if (!(s >= 1)) {
        throw new InputException(
            where + ": std " + std + " is not on the scale 0..255",
            "Multiply mean and std by 255 if they are meant for pixels in 0..1.");
      }
    }
  }

  static ModelSpec read(Path file) {
    return of(file, tree(file));
  }

  /**
   * @param file where it stands, for messages; its folder becomes the model's
   */
  static ModelSpec of(Path file, JsonNode root) {
    return new ModelYaml(file, root).spec();
  }

  /** A YAML file as a tree of plain values, a map at its root. */
  static JsonNode tree(Path file) {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new InputException(file + ": too large for a model's description", "");
      }
      JsonNode root = YAML.readTree(Files.readString(file));
      if (root == null || !root.isObject()) {
        throw new InputException(
            file + ": not a model's description", "It begins with keys such as name and kind.");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new InputException(
          file + ": not YAML, " + e.getOriginalMessage().lines().findFirst().orElse(""),
          e.getLocation() == null ? "" : "See line " + e.getLocation().getLineNr() + ".",
          e);
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be read (" + e.getMessage() + ")",
          "Check that it is there and yours.",
          e);
    }
  }

  static String write(ModelSpec spec) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", spec.name());
    out.put("kind", spec.kind().key());
    spec.layout().ifPresent(l -> out.put("layout", l.key()));
    Map<String, Object> files = new LinkedHashMap<>();
    for (String role : ModelRoles.sorted(spec.files().keySet())) {
      ModelFile f = spec.files().get(role);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("file", f.file());
      entry.put("sha256", f.sha256());
      files.put(role, entry);
    }
    out.put("files", files);
    spec.inputSize().ifPresent(s -> out.put("input-size", s));
    out.put("ground-resolution", spec.groundResolution());
    out.put("mean", spec.mean());
    out.put("std", spec.std());
    if (spec.kind() == ModelKind.DETECTOR) {
      out.put("classes", spec.classes());
      out.put("score-threshold", spec.scoreThreshold());
      out.put("nms-iou", spec.nmsIou());
    }
    spec.maskScore().ifPresent(s -> out.put("mask-score", s));
    out.put("licence", spec.licence());
    out.put("attribution", spec.attribution());
    out.put("training-data", spec.trainingData());
    out.put("accuracy", spec.accuracy());
    if (!spec.calibration().isEmpty()) {
      out.put("calibration", spec.calibration());
    }
    try {
      return YAML.writeValueAsString(out);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ModelSpec spec() {
    for (Iterator<String> keys = root.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!KEYS.contains(key)) {
        throw refused("key \"" + key + "\" is not known", NearestName.hint(key, KEYS));
      }
    }
    String name = text("name", null);
    checkName(name);
    ModelKind kind =
        choice("kind", text("kind", null), List.of(ModelKind.values()), ModelKind::key);
    Optional<ModelLayout> layout =
        root.hasNonNull("layout")
            ? Optional.of(
                choice(
                    "layout",
                    text("layout", null),
                    Arrays.stream(ModelLayout.values()).filter(l -> l.kind() == kind).toList(),
                    ModelLayout::key))
            : Optional.empty();
    List<Double> mean = numbers("mean", defaultMean(kind));
    List<Double> std = numbers("std", defaultStd(kind));
    checkScale(file.toString(), mean, std);
    double resolution = number("ground-resolution", 1e-3, 1e3).orElse(DEFAULT_GROUND_RESOLUTION);
    return new ModelSpec(
        name,
        kind,
        layout,
        files(kind),
        inputSize(),
        resolution,
        mean,
        std,
        texts("classes"),
        number("score-threshold", 0, 1).orElse(DEFAULT_SCORE_THRESHOLD),
        number("nms-iou", 0, 1).orElse(DEFAULT_NMS_IOU),
        number("mask-score", 0, 1),
        text("licence", ""),
        text("attribution", ""),
        texts("training-data"),
        map("accuracy"),
        map("calibration"),
        file.toAbsolutePath().getParent());
  }

  private Map<String, ModelFile> files(ModelKind kind) {
    JsonNode files = root.path("files");
    List<String> known = ModelRoles.known(kind);
    if (!files.isObject()) {
      throw refused("no files", ModelRoles.remedy(kind));
    }
    Map<String, ModelFile> found = new TreeMap<>();
    for (Iterator<String> keys = files.fieldNames(); keys.hasNext(); ) {
      String role = keys.next();
      if (!known.contains(role)) {
        throw refused("files: \"" + role + "\" is not known", NearestName.hint(role, known));
      }
      found.put(role, file(role, files.path(role)));
    }
    if (!ModelRoles.complete(kind, found.keySet())) {
      throw refused("files: " + ModelRoles.fault(kind, found.keySet()), ModelRoles.remedy(kind));
    }
    return found;
  }

  private ModelFile file(String role, JsonNode entry) {
    for (Iterator<String> keys = entry.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!FILE_KEYS.contains(key)) {
        throw refused(
            "files: " + role + ": key \"" + key + "\" is not known",
            NearestName.hint(key, FILE_KEYS));
      }
    }
    String sha256 = entry.path("sha256").asText("");
    if (!entry.path("file").isTextual() || !SHA256.matcher(sha256).matches()) {
      throw refused(
          "files: " + role + " needs a file and its sha256 (64 digits 0-9 a-f)",
          "The command sha256sum prints it.");
    }
    return new ModelFile(entry.path("file").textValue(), sha256);
  }

  private OptionalInt inputSize() {
    OptionalDouble size = number("input-size", 16, 16384);
    if (size.isPresent() && size.getAsDouble() != Math.rint(size.getAsDouble())) {
      throw refused("input-size is not a whole number of pixels", "");
    }
    return size.isPresent() ? OptionalInt.of((int) size.getAsDouble()) : OptionalInt.empty();
  }

  private String text(String key, String orElse) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      if (orElse == null) {
        throw refused("no " + key, "Every model needs one.");
      }
      return orElse;
    }
    if (!node.isValueNode()) {
      throw refused(key + " is not a text", "");
    }
    return node.asText();
  }

  /** A list of texts; one text alone is a list of one. */
  private List<String> texts(String key) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (node.isValueNode()) {
      return List.of(node.asText());
    }
    List<String> all = new ArrayList<>();
    for (JsonNode entry : node) {
      if (!node.isArray() || !entry.isValueNode()) {
        throw refused(key + " is not a list of texts", "");
      }
      all.add(entry.asText());
    }
    return List.copyOf(all);
  }

  private OptionalDouble number(String key, double least, double most) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalDouble.empty();
    }
    if (!node.isNumber() || !(node.asDouble() >= least && node.asDouble() <= most)) {
      throw refused(
          key + ": " + node + " is not a number from " + plain(least) + " to " + plain(most), "");
    }
    return OptionalDouble.of(node.asDouble());
  }

  private List<Double> numbers(String key, List<Double> orElse) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return orElse;
    }
    List<Double> all = new ArrayList<>();
    for (JsonNode entry : node) {
      if (!node.isArray() || !entry.isNumber()) {
        throw refused(key + " is not a list of numbers", "");
      }
      all.add(entry.asDouble());
    }
    return List.copyOf(all);
  }

  private Map<String, Object> map(String key) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return Map.of();
    }
    if (!node.isObject()) {
      throw refused(key + " is not a map", "");
    }
    return YAML.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private <T> T choice(String key, String given, List<T> all, Function<T, String> name) {
    for (T t : all) {
      if (name.apply(t).equals(given)) {
        return t;
      }
    }
    throw refused(
        key + " \"" + given + "\" is not known",
        NearestName.hint(given, all.stream().map(name).toList()));
  }

  private InputException refused(String what, String remedy) {
    return new InputException(file + ": " + what, remedy);
  }

  private static String plain(double d) {
    return d == Math.rint(d) ? Long.toString((long) d) : Double.toString(d);
  }
}
