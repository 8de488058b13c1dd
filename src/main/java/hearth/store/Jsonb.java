package hearth.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Values of the program as jsonb takes them. */
final class Jsonb {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Jsonb() {}

  /** Records, maps and lists of texts and numbers, as JSON text. */
  static String of(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
