package hearth.pipeline.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.InputException;
import hearth.raster.vector.DatabaseSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The values of a job as they were given, as text; what is not given has its default. */
public final class JobValues {
  private final Map<JobKey, List<String>> given = new EnumMap<>(JobKey.class);

  private boolean ofFile;

  /** Values that a job file gives: messages speak of its keys, else of options alone. */
  static JobValues ofFile() {
    JobValues values = new JobValues();
    values.ofFile = true;
    return values;
  }

  /**
   * Sets a key, over what was there.
   *
   * @param folder what relative paths start from
   */
  public void set(JobKey key, List<String> texts, Path folder) {
    List<String> values =
        key.isList() ? texts.stream().flatMap(t -> split(key, t)).toList() : List.copyOf(texts);
    given.put(key, key.isPath() ? values.stream().map(v -> resolve(folder, v)).toList() : values);
  }

  /** Takes over what {@code other} gives: flags over a file. */
  public void override(JobValues other) {
    given.putAll(other.given);
  }

  public boolean has(JobKey key) {
    return !list(key).isEmpty();
  }

  /** Whether a value was given, so that the default does not count. */
  boolean isGiven(JobKey key) {
    return given.containsKey(key);
  }

  /** The values of a list; the default's when none were given. */
  public List<String> list(JobKey key) {
    List<String> values = given.get(key);
    if (values != null) {
      return values;
    }
    return key.defaultValue().isEmpty()
        ? List.of()
        : Arrays.asList(key.defaultValue().split(key.isList() ? "," : "\0"));
  }

  /** The one value of a key. */
  public Optional<String> text(JobKey key) {
    return list(key).stream().findFirst().filter(t -> !t.isBlank());
  }

  /** The value of a key that has a default or must be given. */
  public String required(JobKey key) {
    return text(key)
        .orElseThrow(
            () ->
                ofFile
                    ? new InputException(
                        "'" + key.path() + "' is missing",
                        "Give it in the job file or as %s: %s."
                            .formatted(key.flag(), key.description()))
                    : new InputException(
                        key.flag() + " is missing", "Give it: " + key.description() + "."));
  }

  /** A number at least {@code least}. */
  public Optional<Double> number(JobKey key, double least) {
    return text(key)
        .map(
            text -> {
              try {
                double value = Double.parseDouble(text);
                if (value >= least && Double.isFinite(value)) {
                  return value;
                }
              } catch (NumberFormatException e) {
                // Told below, as a number that is too small is.
              }
              throw wrong(key, text, "a number of at least " + least);
            });
  }

  /** A whole number at least {@code least}. */
  public Optional<Integer> integer(JobKey key, int least) {
    return number(key, least)
        .map(
            value -> {
              if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
                throw wrong(key, value.toString(), "a whole number");
              }
              return value.intValue();
            });
  }

  public boolean flag(JobKey key) {
    String text = required(key);
    return switch (text) {
      case "true", "yes" -> true;
      case "false", "no" -> false;
      default -> throw wrong(key, text, "true or false");
    };
  }

  /** Every key that has a value, by its path: for the log, the report and the run's identity. */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    for (JobKey key : JobKey.values()) {
      if (has(key)) {
        map.put(key.path(), String.join(",", list(key)));
      }
    }
    return map;
  }

  /**
   * The values as they are kept with a run, to go on with it from anywhere: every key that has a
   * value, by its path; lists as lists, paths from the root on. Which database it is in, is not
   * kept: the address may hold a password.
   */
  public Map<String, Object> toKept() {
    Map<String, Object> kept = new TreeMap<>();
    for (JobKey key : JobKey.values()) {
      if (has(key) && key != JobKey.DB) {
        List<String> values = list(key).stream().map(v -> key.isPath() ? absolute(v) : v).toList();
        kept.put(key.path(), key.isList() ? values : values.get(0));
      }
    }
    return kept;
  }

  /**
   * Back from {@link #toKept}, as JSON.
   *
   * @throws InputException for a key that this version does not know
   */
  public static JobValues ofKept(String json) {
    JobValues values = new JobValues();
    try {
      for (Map.Entry<String, JsonNode> entry : new JsonMapper().readTree(json).properties()) {
        JobKey key = JobKey.ofPath(entry.getKey(), "the job that is kept with the run");
        List<String> texts = new ArrayList<>();
        JsonNode value = entry.getValue();
        (value.isArray() ? value : List.of(value)).forEach(v -> texts.add(v.asText()));
        values.given.put(key, List.copyOf(texts));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not what was written", e);
    }
    return values;
  }

  private static String absolute(String path) {
    return isVirtual(path) ? path : Path.of(path).toAbsolutePath().normalize().toString();
  }

  /** A number from 0 to 1, or empty when nothing was given. */
  public Optional<Double> share(JobKey key) {
    Optional<Double> value = number(key, 0);
    if (value.filter(v -> v > 1).isPresent()) {
      throw wrong(key, text(key).orElseThrow(), "a number from 0 to 1");
    }
    return value;
  }

  static InputException wrong(JobKey key, String text, String expected) {
    return new InputException(
        "'%s: %s' is not %s".formatted(key.path(), text, expected),
        key.flag() + ": " + key.description() + ".");
  }

  private static java.util.stream.Stream<String> split(JobKey key, String text) {
    // File names may hold commas; lists of words may be written with them.
    return key.kind() == JobKey.Kind.LIST
        ? Arrays.stream(text.split(",")).map(String::strip)
        : java.util.stream.Stream.of(text);
  }

  private static String resolve(Path folder, String path) {
    return isVirtual(path) ? path : folder.resolve(path).normalize().toString();
  }

  /** GDAL's virtual paths and addresses are no paths of this file system. */
  private static boolean isVirtual(String path) {
    return path.startsWith("/vsi") || path.contains("://") || DatabaseSource.isOne(path);
  }
}
