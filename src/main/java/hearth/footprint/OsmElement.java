package hearth.footprint;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The OpenStreetMap element that a building was taken from.
 *
 * @param type {@code way} or {@code relation}
 * @param id OSM id within the type
 * @param tags all tags, sorted by key
 */
public record OsmElement(String type, long id, Map<String, String> tags) {
  public OsmElement {
    Objects.requireNonNull(type, "type");
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** For example {@code way/123}. */
  public String ref() {
    return type + "/" + id;
  }
}
