package hearth.pipeline.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a job file: YAML, as plain data only. */
public final class JobFile {
  private static final int MAX_BYTES = 1 << 20;

  private JobFile() {}

  /**
   * The values that a job file gives.
   *
   * @throws InputException when it cannot be read, is not YAML, or has a key that is not declared
   */
  public static JobValues read(Path file) {
    JsonNode root = parse(file);
    if (!root.isObject()) {
      throw new InputException(
          file + ": not a job file",
          "It is a list of 'key: value' lines, such as 'imagery: a.tif'.");
    }
    JobValues values = JobValues.ofFile();
    Path folder = file.toAbsolutePath().getParent();
    collect(root, "", file, folder, values);
    return values;
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode root = new YAMLMapper().readTree(text(file));
      return root == null ? com.fasterxml.jackson.databind.node.NullNode.getInstance() : root;
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s, line %d: not YAML: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          "Check indentation and quotes on that line.",
          e);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new InputException(file + ": no such file", "Give the path of a job file.", e);
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be read (" + e.getMessage() + ")", "It has to be text in UTF-8.", e);
    }
  }

  /** The first four bytes of a TIFF, of either byte order, classic or BigTIFF, as ISO 8859-1. */
  private static final Set<String> TIFF = Set.of("II*\0", "MM\0*", "II+\0", "MM\0+");

  private static String text(Path file) throws IOException {
    byte[] bytes;
    // A device says that its size is 0, and goes on for ever.
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    String first = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
    if (TIFF.contains(first)) {
      throw new InputException(
          file + ": imagery, not a job file", "Give it as an option: --imagery " + file + ".");
    }
    if (bytes.length > MAX_BYTES) {
      throw new InputException(file + ": larger than a job file can be", "Is it the right file?");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static void collect(
      JsonNode node, String prefix, Path file, Path folder, JobValues values) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String path = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        collect(value, path + ".", file, folder, values);
      } else {
        JobKey key = JobKey.ofPath(path, file.toString());
        values.set(key, texts(key, value, file), folder);
      }
    }
  }

  private static List<String> texts(JobKey key, JsonNode value, Path file) {
    if (value.isNull()) {
      return List.of();
    }
    if (value.isArray()) {
      if (!key.isList()) {
        throw new InputException(
            file + ": '" + key.path() + "' takes one value, not a list", key.description());
      }
      List<String> texts = new ArrayList<>();
      for (JsonNode item : value) {
        if (item.isContainerNode()) {
          throw new InputException(
              file + ": '" + key.path() + "' takes a plain list", key.description());
        }
        texts.add(item.asText());
      }
      return texts;
    }
    return List.of(value.asText());
  }
}
