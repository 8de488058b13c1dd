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
import java.util.Map;
import java.util.TreeMap;

/**
 * Which buildings house people, and how many levels they have where no tag says so.
 *
 * @param metresPerLevel height of one level, to make levels of heights
 * @param building classes by the value of OSM's {@code building}
 * @param unlisted the class of values that {@code building} does not list
 * @param notResidentialTags further tags, by key, with the values by which a building of a generic
 *     class houses nobody; {@code "*"} is any value
 */
public record BuildingClasses(
    @JsonProperty(value = "metres-per-level", required = true) double metresPerLevel,
    @JsonProperty(value = "building", required = true) Map<String, UseClass> building,
    @JsonProperty(value = "unlisted", required = true) UseClass unlisted,
    @JsonProperty(value = "not-residential-tags", required = true)
        Map<String, List<String>> notResidentialTags) {

  /**
   * What buildings of one class are.
   *
   * @param residential whether people live in them
   * @param levels levels where no tag and no height tells; 0: not known
   * @param generic whether the value says nothing about the use, so that further tags decide
   */
  public record UseClass(
      @JsonProperty(value = "residential", required = true) boolean residential,
      @JsonProperty("levels") double levels,
      @JsonProperty("generic") boolean generic) {}

  private static final String RESOURCE = "/hearth/config/building-classes.yaml";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  public BuildingClasses {
    if (!(metresPerLevel > 0)) {
      throw new IllegalArgumentException("metres-per-level must be positive");
    }
    building = Collections.unmodifiableMap(new TreeMap<>(building));
    notResidentialTags = Collections.unmodifiableMap(new TreeMap<>(notResidentialTags));
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

  /** The class of a value of {@code building}. */
  public UseClass of(String value) {
    return building.getOrDefault(value, unlisted);
  }
}
