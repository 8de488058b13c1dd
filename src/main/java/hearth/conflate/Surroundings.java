package hearth.conflate;

import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;

/**
 * What OpenStreetMap knows around buildings, in the run's reference system.
 *
 * @param water areas of water
 * @param roads centre lines of roads for vehicles that run on the ground
 * @param yards parking lots, ports, industry and depots: where vehicles and containers stand
 */
public record Surroundings(List<Geometry> water, List<Geometry> roads, List<Geometry> yards) {
  /** Nothing is known. */
  public static final Surroundings UNKNOWN = new Surroundings(List.of(), List.of(), List.of());

  private static final Set<String> AREA_KEYS =
      Set.of("natural", "waterway", "landuse", "water", "amenity");

  private static final Set<String> ROADS =
      Set.of(
          "motorway",
          "motorway_link",
          "trunk",
          "trunk_link",
          "primary",
          "primary_link",
          "secondary",
          "secondary_link",
          "tertiary",
          "tertiary_link",
          "unclassified",
          "residential",
          "living_street",
          "service",
          "road",
          "track");

  public Surroundings {
    water = List.copyOf(water);
    roads = List.copyOf(roads);
    yards = List.copyOf(yards);
  }

  /**
   * Reads them from an OSM file; {@link #UNKNOWN} for any other layer.
   *
   * @param toRun from longitude and latitude
   * @param issues takes areas that were repaired or left out
   */
  public static Surroundings read(Path file, CrsTransform toRun, Consumer<DataIssue> issues) {
    if (!OsmReader.isOsm(file)) {
      return UNKNOWN;
    }
    List<Geometry> water = new ArrayList<>();
    List<Geometry> yards = new ArrayList<>();
    for (OsmBuilding area : OsmReader.areas(file, AREA_KEYS::contains, issues)) {
      Map<String, String> tags = area.element().tags();
      if (isWater(tags)) {
        water.add(toRun.apply(area.outline()));
      } else if (isYard(tags)) {
        yards.add(toRun.apply(area.outline()));
      }
    }
    List<Geometry> roads =
        OsmReader.lines(file, "highway"::equals, Surroundings::isRoad).stream()
            .map(l -> (Geometry) toRun.apply(l.line()))
            .toList();
    return new Surroundings(water, roads, yards);
  }

  private static boolean isWater(Map<String, String> tags) {
    return "water".equals(tags.get("natural"))
        || "riverbank".equals(tags.get("waterway"))
        || Set.of("reservoir", "basin").contains(tags.getOrDefault("landuse", ""));
  }

  private static boolean isYard(Map<String, String> tags) {
    return "parking".equals(tags.get("amenity"))
        || Set.of("industrial", "port", "railway", "depot", "harbour")
            .contains(tags.getOrDefault("landuse", ""));
  }

  /** Not through or under a house: that is no reason to doubt it. */
  private static boolean isRoad(Map<String, String> tags) {
    return ROADS.contains(tags.getOrDefault("highway", ""))
        && !isTrue(tags, "tunnel")
        && !isTrue(tags, "covered")
        && !isTrue(tags, "bridge");
  }

  private static boolean isTrue(Map<String, String> tags, String key) {
    return !tags.getOrDefault(key, "no").equals("no");
  }
}
