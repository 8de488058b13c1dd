package hearth.conflate;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which elements of OpenStreetMap are buildings that stand.
 *
 * <p>A building carries the key {@code building}. Left out, and reported, are those that do not
 * stand, not yet or no longer ({@code building=no|construction|demolished|ruins|…}, or only a key
 * such as {@code demolished:building}), and those below ground ({@code location=underground}). For
 * parts of buildings see {@link BuildingParts}.
 */
final class OsmBuildingFilter {
  private static final String KEY = "building";

  private static final Set<String> NOT_STANDING =
      Set.of(
          "no",
          "construction",
          "proposed",
          "planned",
          "demolished",
          "destroyed",
          "razed",
          "removed",
          "collapsed",
          "ruins");

  /** Prefixes of a life cycle, as the OSM wiki lists them, of what does not stand. */
  private static final Set<String> LIFE_CYCLE =
      Set.of(
          "construction",
          "proposed",
          "planned",
          "demolished",
          "destroyed",
          "razed",
          "removed",
          "collapsed",
          "ruins",
          "was");

  private OsmBuildingFilter() {}

  /** Whether the key says that something is, was or will be a building. */
  static boolean isBuildingKey(String key) {
    return key.equals(KEY)
        || key.endsWith(":" + KEY)
            && LIFE_CYCLE.contains(key.substring(0, key.length() - KEY.length() - 1));
  }

  /** Why a tagged element is not a building that stands; empty if it is one. */
  static Optional<String> whyNot(Map<String, String> tags) {
    String value = tags.get(KEY);
    if (NOT_STANDING.contains(String.valueOf(value))) {
      return Optional.of(KEY + "=" + value);
    }
    Optional<String> cycle =
        tags.keySet().stream()
            .filter(key -> value == null && isBuildingKey(key))
            .sorted()
            .findFirst()
            .map(key -> key + "=" + tags.get(key));
    return cycle.isEmpty() && "underground".equals(tags.get("location"))
        ? Optional.of("location=underground")
        : cycle;
  }
}
