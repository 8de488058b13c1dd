package hearth.conflate;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which elements of an OSM file are read as outlines. */
interface OsmFilter {
  /** Buildings that stand, see {@link OsmBuildingFilter}, and their parts. */
  OsmFilter BUILDINGS =
      new OsmFilter() {
        @Override
        public boolean isKey(String key) {
          return OsmBuildingFilter.isBuildingKey(key) || key.equals(BuildingParts.KEY);
        }

        @Override
        public boolean isPart(Map<String, String> tags) {
          return BuildingParts.isPart(tags);
        }

        @Override
        public boolean isTagged(Map<String, String> tags) {
          return tags.keySet().stream().anyMatch(OsmBuildingFilter::isBuildingKey);
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

  /** Whether an element is only a part of an outline of its own. */
  default boolean isPart(Map<String, String> tags) {
    return false;
  }

  /** Whether an element is read as an outline of its own. */
  default boolean isTagged(Map<String, String> tags) {
    return tags.keySet().stream().anyMatch(this::isKey);
  }
}
