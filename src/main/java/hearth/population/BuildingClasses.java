package hearth.population;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which buildings house people, and how they are weighed where no tag says how many.
 *
 * @param metresPerLevel height of one level, to make levels of heights
 * @param sizes how the size of a building is taken; {@link Sizes#PLAIN} where a table has none
 * @param building classes by the value of OSM's {@code building}
 * @param unlisted the class of values that {@code building} does not list
 * @param notResidentialTags further tags, by key, with the values by which a building of a generic
 *     class houses nobody; {@code "*"} is any value
 * @param residentialAreas land use by key and values on which untagged buildings are homes
 * @param notResidentialAreas land use on which untagged buildings are none
 * @param waterAreas areas on which nobody lives, building or not
 * @param spread how far persons of a building may lie from its share; {@link Spread#STANDARD} where
 *     a table has none
 * @param builtTags keys that tell when a building was built, the first that is there counts
 */
public record BuildingClasses(
    @JsonProperty(value = "metres-per-level", required = true) double metresPerLevel,
    @JsonProperty("sizes") Sizes sizes,
    @JsonProperty(value = "building", required = true) Map<String, UseClass> building,
    @JsonProperty(value = "unlisted", required = true) UseClass unlisted,
    @JsonProperty(value = "not-residential-tags", required = true)
        Map<String, List<String>> notResidentialTags,
    @JsonProperty("residential-areas") Map<String, List<String>> residentialAreas,
    @JsonProperty("not-residential-areas") Map<String, List<String>> notResidentialAreas,
    @JsonProperty("water-areas") Map<String, List<String>> waterAreas,
    @JsonProperty("spread") Spread spread,
    @JsonProperty("built-tags") List<String> builtTags) {

  /**
   * What buildings of one class are.
   *
   * @param residential whether people live in them
   * @param levels levels where no tag and no height tells; 0: as {@link Sizes#unknownLevels}
   * @param generic whether the value says nothing about the use, so that further tags and the land
   *     use decide
   * @param share part of such buildings that is lived in, in (0, 1]; 1 where the table has none
   * @param singleDwelling whether one household lives in each, whatever its size
   */
  public record UseClass(
      @JsonProperty(value = "residential", required = true) boolean residential,
      @JsonProperty("levels") double levels,
      @JsonProperty("generic") boolean generic,
      @JsonProperty("share") Double share,
      @JsonProperty("single-dwelling") boolean singleDwelling) {
    public UseClass {
      share = share == null ? Double.valueOf(1) : share;
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("share must be above 0 and at most 1");
      }
    }
  }

  /**
   * How the size of a building is taken.
   *
   * @param minimumArea area in m² below which a building is an annexe: a garage, a shed
   * @param minimumShareOfMedian the same as a share of the median home of the run; the smaller of
   *     both counts, so that small houses stay homes where all are small
   * @param houseArea footprint in m² of a common house, where the two weights below meet
   * @param areaExponent weight of the area where levels are not known: house area x (area / house
   *     area)^exponent
   * @param unknownLevels levels where neither tag, height nor class tells
   */
  public record Sizes(
      @JsonProperty(value = "minimum-area", required = true) double minimumArea,
      @JsonProperty(value = "minimum-share-of-median", required = true) double minimumShareOfMedian,
      @JsonProperty(value = "house-area", required = true) double houseArea,
      @JsonProperty(value = "area-exponent", required = true) double areaExponent,
      @JsonProperty(value = "unknown-levels", required = true) double unknownLevels) {
    /** Every area counts as it is, and what is not known is one level. */
    public static final Sizes PLAIN = new Sizes(0, 0, 100, 1, 1);

    public Sizes {
      if (!(minimumArea >= 0 && minimumShareOfMedian >= 0)) {
        throw new IllegalArgumentException("minimum sizes must not be negative");
      }
      if (!(houseArea > 0 && areaExponent > 0 && unknownLevels > 0)) {
        throw new IllegalArgumentException(
            "house-area, area-exponent and unknown-levels must be positive");
      }
    }
  }

  /**
   * How far the persons of a building may lie from its share; see {@link PersonsInterval}.
   *
   * @param level probability with which the interval of a cell is to hold its persons
   * @param personsPerDwelling mean, by which persons are counted as dwellings
   * @param dwellings coefficient of variation of the persons in a dwelling
   * @param weights coefficient of variation of dwellings around what the weight says
   */
  public record Spread(
      @JsonProperty(value = "level", required = true) double level,
      @JsonProperty(value = "persons-per-dwelling", required = true) double personsPerDwelling,
      @JsonProperty(value = "dwellings", required = true) double dwellings,
      @JsonProperty(value = "weights", required = true) double weights) {
    /** As in the table that comes with the program. */
    public static final Spread STANDARD = new Spread(0.9, 2.5, 0.55, 1.7);

    public Spread {
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException("level must lie between 0 and 1");
      }
      if (!(personsPerDwelling > 0 && dwellings >= 0 && weights >= 0)) {
        throw new IllegalArgumentException(
            "persons-per-dwelling must be positive, dwellings and weights not negative");
      }
    }
  }

  /** Every building is a home and counts as large as it is: what a table is measured against. */
  public static final BuildingClasses PLAIN =
      new BuildingClasses(
          3,
          new Sizes(0, 0, 100, 1, 2),
          Map.of(),
          new UseClass(true, 0, false, 1.0, false),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Spread.STANDARD,
          List.of());

  private static final String RESOURCE = "/hearth/config/building-classes.yaml";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  public BuildingClasses {
    if (!(metresPerLevel > 0)) {
      throw new IllegalArgumentException("metres-per-level must be positive");
    }
    sizes = sizes == null ? Sizes.PLAIN : sizes;
    building = Collections.unmodifiableMap(new TreeMap<>(building));
    notResidentialTags = sorted(notResidentialTags);
    residentialAreas = sorted(residentialAreas);
    notResidentialAreas = sorted(notResidentialAreas);
    waterAreas = sorted(waterAreas);
    spread = spread == null ? Spread.STANDARD : spread;
    builtTags = builtTags == null ? List.of() : List.copyOf(builtTags);
  }

  /** The table that comes with the program. */
  public static BuildingClasses standard() {
    try (InputStream in = BuildingClasses.class.getResourceAsStream(RESOURCE)) {
      return YAML.readValue(in, BuildingClasses.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own " + RESOURCE, e);
    }
  }

  /** A table of one's own in its place; one that is not of that form is refused. */
  public static BuildingClasses load(Path yaml) {
    try {
      return YAML.readValue(Files.readString(yaml), BuildingClasses.class);
    } catch (NoSuchFileException e) {
      throw new InputException(yaml + ": no such file", "Check the path.", e);
    } catch (JsonProcessingException e) {
      throw new InputException(
          yaml + ": not a table of building classes: " + e.getOriginalMessage(),
          "Take config/building-classes.yaml as the pattern.",
          e);
    } catch (IOException e) {
      throw new InputException(yaml + " cannot be read: " + e.getMessage(), "Check the file.", e);
    }
  }

  private static Map<String, List<String>> sorted(Map<String, List<String>> rules) {
    return rules == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(rules));
  }

  /** The class of a value of {@code building}; letter case plays no part. */
  public UseClass of(String value) {
    return building.getOrDefault(value.toLowerCase(Locale.ROOT), unlisted);
  }

  /** Whether a building of a generic class with these tags houses nobody. */
  boolean hasOtherUse(Map<String, String> tags) {
    return matches(notResidentialTags, tags);
  }

  /** Keys of areas that tell whether people live on them. */
  public Set<String> areaKeys() {
    Set<String> keys = new TreeSet<>(residentialAreas.keySet());
    keys.addAll(notResidentialAreas.keySet());
    keys.addAll(waterAreas.keySet());
    return keys;
  }

  /** Whether an area with these tags is water. */
  boolean isWater(Map<String, String> tags) {
    return matches(waterAreas, tags);
  }

  /** Whether untagged buildings on such an area are homes; empty where its tags do not tell. */
  Optional<Boolean> residentialArea(Map<String, String> tags) {
    if (matches(notResidentialAreas, tags)) {
      return Optional.of(false);
    }
    return matches(residentialAreas, tags) ? Optional.of(true) : Optional.empty();
  }

  private static boolean matches(Map<String, List<String>> rules, Map<String, String> tags) {
    return rules.entrySet().stream()
        .anyMatch(
            rule -> {
              String value = tags.get(rule.getKey());
              return value != null
                  && (rule.getValue().contains("*") || rule.getValue().contains(value));
            });
  }
}
