package hearth.pipeline;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Columns of a layer that say what OpenStreetMap says by tags.
 *
 * @param levels number of levels, as {@code building:levels}
 * @param height height in metres, as {@code height}
 * @param use kind of building, as {@code building}; see {@code config/building-classes.yaml}
 */
public record FieldNames(Optional<String> levels, Optional<String> height, Optional<String> use) {
  /** Columns are named as the tags are. */
  public static final FieldNames AS_TAGS =
      new FieldNames(Optional.empty(), Optional.empty(), Optional.empty());

  boolean isEmpty() {
    return equals(AS_TAGS);
  }

  /** Refuses names that the layer does not have. */
  void require(String file, List<String> columns) {
    for (Optional<String> name : List.of(levels, height, use)) {
      if (name.isPresent() && !columns.contains(name.get())) {
        throw new InputException(
            file + ": no field '" + name.get() + "'", NearestName.hint(name.get(), columns));
      }
    }
  }

  /** The attributes of a feature with those tags added. */
  Map<String, String> tags(Map<String, String> attributes) {
    Map<String, String> tags = new TreeMap<>(attributes);
    put(tags, "building:levels", levels, attributes);
    put(tags, "height", height, attributes);
    put(tags, "building", use, attributes);
    return tags;
  }

  /** A value that the named column lacks is not known, whatever another column says. */
  private static void put(
      Map<String, String> tags, String tag, Optional<String> column, Map<String, String> from) {
    column.ifPresent(
        name -> {
          tags.remove(tag);
          Optional.ofNullable(from.get(name)).ifPresent(value -> tags.put(tag, value));
        });
  }
}
