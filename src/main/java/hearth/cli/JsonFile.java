package hearth.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Figures of a command as a JSON file. */
public final class JsonFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonFile() {}

  /**
   * Writes a map in its order; a figure that is not finite becomes null. The file's folder is made
   * if it is not there, since the work that the figures tell of is done by now.
   */
  public static void write(Path file, Map<String, ?> figures) throws IOException {
    Map<String, Object> finite = new java.util.LinkedHashMap<>();
    figures.forEach(
        (key, value) ->
            finite.put(key, value instanceof Double d && !Double.isFinite(d) ? null : value));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, MAPPER.writeValueAsString(finite) + "\n", StandardCharsets.UTF_8);
  }
}
