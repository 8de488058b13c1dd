package hearth.conflate;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which elements of an OSM file are read as outlines. */
interface OsmFilter {
  /** Buildings that stand, see {@link OsmBuildingFilter}. */
  OsmFilter BUILDINGS =
      new OsmFilter() {
        @Override
        public boolean isKey(String key) {
          return OsmBuildingFilter.isBuildingKey(key);
        }

        @Override
        public Optional<String> whyNot(Map<String, String> tags) {
          return OsmBuildingFilter.whyNot(tags);
        }
      };

  /** Areas that carry a key; all of them stand. */
  static OsmFilter areas(Predicate<String> key) {
    return new OsmFilter() {
      @Override
      public boolean isKey(String name) {
        return key.test(name);
      }

      @Override
      public Optional<String> whyNot(Map<String, String> tags) {
        return Optional.empty();
      }
    };
  }

  /** Whether elements with this key are looked at. */
  boolean isKey(String key);

  /** Why an element that is looked at is not read; empty if it is. */
  Optional<String> whyNot(Map<String, String> tags);

  /** Whether an element is looked at. */
  default boolean isTagged(Map<String, String> tags) {
    return tags.keySet().stream().anyMatch(this::isKey);
  }
}
