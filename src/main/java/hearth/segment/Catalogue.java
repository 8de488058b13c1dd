package hearth.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Models that can be downloaded: a YAML file with a list {@code models}. An entry is a model's
 * description, whose files have two keys more: {@code url}, and {@code bytes}, their size.
 */
public final class Catalogue {
  private final Path file;
  private final Map<String, JsonNode> entries = new TreeMap<>();

  private Catalogue(Path file) {
    this.file = file;
  }

  /**
   * A model to download.
   *
   * @param spec its description; every file is called {@code NAME.….onnx} and has no path
   * @param sources where its files are, by role
   */
  record Entry(ModelSpec spec, Map<String, Source> sources) {}

  /**
   * Where a file is.
   *
   * @param address http or https
   * @param bytes its size
   */
  record Source(URI address, long bytes) {}

  /**
   * Reads a catalogue.
   *
   * @throws InputException if it is not one
   */
  public static Catalogue read(Path file) {
    JsonNode root = ModelYaml.tree(file);
    Catalogue catalogue = new Catalogue(file);
    for (JsonNode entry : root.path("models")) {
      String name = entry.path("name").asText("");
      if (catalogue.entries.put(name, entry) != null) {
        throw new InputException(file + ": model \"" + name + "\" is listed twice", "Remove one.");
      }
    }
    return catalogue;
  }

  /** Names of its models, sorted. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /**
   * @throws InputException if it is not listed, or its entry is not whole
   */
  Entry entry(String name) {
    JsonNode listed = entries.get(name);
    if (listed == null) {
      throw new InputException(
          "no model \"" + name + "\" in the catalogue " + file,
          entries.isEmpty()
              ? "It lists none. Give another with --catalogue, or add your own files by models add."
              : NearestName.hint(name, entries.keySet()));
    }
    ObjectNode description = listed.deepCopy();
    Map<String, Source> sources = new TreeMap<>();
    JsonNode files = description.path("files");
    for (Iterator<String> roles = files.fieldNames(); roles.hasNext(); ) {
      String role = roles.next();
      if (files.get(role) instanceof ObjectNode f) {
        sources.put(role, source(name, role, f));
        f.remove(List.of("url", "bytes"));
      }
    }
    ModelSpec spec = ModelYaml.of(file, description);
    spec.files().forEach((role, f) -> checkFileName(name, role, f.file()));
    return new Entry(spec, sources);
  }

  private Source source(String name, String role, JsonNode f) {
    URI address;
    try {
      address = URI.create(f.path("url").asText(""));
    } catch (IllegalArgumentException e) {
      address = URI.create("");
    }
    boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!web || address.getHost() == null || !(f.path("bytes").asLong(0) > 0)) {
      throw new InputException(
          "%s: model %s: %s needs a url (http or https) and its size in bytes"
              .formatted(file, name, role),
          "Complete the entry.");
    }
    return new Source(address, f.path("bytes").asLong());
  }

  /** Only files of its own: nothing outside the folder, and nothing of another model. */
  private void checkFileName(String model, String role, String name) {
    if (!name.startsWith(model + ".")
        || !name.endsWith(".onnx")
        || !name.matches("[A-Za-z0-9._-]{1,120}")) {
      throw new InputException(
          "%s: model %s: %s cannot be written to \"%s\"".formatted(file, model, role, name),
          "A file is called NAME.onnx or NAME.ROLE.onnx, without a path.");
    }
  }
}
