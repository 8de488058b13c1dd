package hearth.population;

import hearth.footprint.Building;
import hearth.footprint.Facts;
import hearth.footprint.HeightTags;
import hearth.footprint.OsmElement;
import hearth.footprint.Source;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Levels and residential use of buildings, from their tags, their height, the land use under them,
 * when they were built, and a table of classes.
 *
 * <p>Levels: {@code building:levels}, else {@code height} (metres, or feet with their sign), else
 * what parts of the building ({@code building:part}) tell by these keys, else the height measured,
 * else 0, which is "not known". A height gives whole levels, at least one. A detection without an
 * OSM outline has no tags: it is residential, as nearly all of what stands in a village is, unless
 * the land use says otherwise.
 */
public final class BuildingUse {
  /** A year inside a date as OpenStreetMap writes them: 1998-05, ~1998, 1998..2003, before 1998. */
  private static final Pattern YEAR = Pattern.compile("(?<![0-9])([12][0-9]{3})(?![0-9])");

  private final BuildingClasses classes;
  private final LandUse landUse;
  private final OptionalInt censusYear;

  public BuildingUse(BuildingClasses classes) {
    this(classes, LandUse.NONE, OptionalInt.empty());
  }

  /**
   * @param landUse in the reference system of the buildings
   * @param censusYear what is newer houses nobody; empty when that is not to be looked at
   */
  public BuildingUse(BuildingClasses classes, LandUse landUse, OptionalInt censusYear) {
    this.classes = classes;
    this.landUse = landUse;
    this.censusYear = censusYear;
  }

  /** By the table that comes with the program, {@code config/building-classes.yaml}. */
  public static BuildingUse standard() {
    return new BuildingUse(BuildingClasses.standard());
  }

  /** The table in use, for the report. */
  public BuildingClasses classes() {
    return classes;
  }

  /** The land use that decides where buildings do not tell. */
  public LandUse landUse() {
    return landUse;
  }

  /**
   * All buildings of a run, with their levels and use filled in, in the same order. Homes below the
   * least size of the table are annexes. The median behind that size is taken over the buildings of
   * the merged view that are homes by everything else.
   */
  public List<Building> classify(List<Building> buildings) {
    List<Building> classified = buildings.stream().map(this::classify).toList();
    double[] homes =
        classified.stream()
            .filter(b -> b.residential() && b.status().isMerged())
            .mapToDouble(Building::areaSquareMetres)
            .sorted()
            .toArray();
    if (homes.length == 0) {
      return classified;
    }
    BuildingClasses.Sizes sizes = classes.sizes();
    double median = homes[homes.length / 2];
    double least = Math.min(sizes.minimumArea(), sizes.minimumShareOfMedian() * median);
    return classified.stream()
        .map(b -> b.areaSquareMetres() < least ? b.withUse(b.levels(), false) : b)
        .toList();
  }

  /** One building by itself, whatever its size. */
  Building classify(Building building) {
    Map<String, String> tags = tags(building.facts());
    String part = tags.getOrDefault("building:part", "yes");
    BuildingClasses.UseClass use = classes.of(tags.getOrDefault("building", part));
    boolean open = use.generic() || tags.isEmpty();
    boolean home =
        (use.residential() || tags.isEmpty())
            && !(open && classes.hasOtherUse(tags))
            && (!open || landUse.residential(building.outline()).orElse(true))
            && !isNewer(tags);
    return building.withUse(levels(tags, building.heightMetres()), home);
  }

  /** A detection only compared with an OSM element does not have that element's tags. */
  static Map<String, String> tags(Facts facts) {
    return facts.source() == Source.SAM
        ? Map.of()
        : facts.map().element().map(OsmElement::tags).orElse(Map.of());
  }

  /** Whether the middle of the years that the tags give lies after the census. */
  private boolean isNewer(Map<String, String> tags) {
    if (censusYear.isEmpty()) {
      return false;
    }
    for (String key : classes.builtTags()) {
      String date = tags.get(key);
      if (date != null) {
        int[] years =
            YEAR.matcher(date).results().mapToInt(m -> Integer.parseInt(m.group(1))).toArray();
        if (years.length > 0) {
          return (years[0] + years[years.length - 1]) / 2.0 > censusYear.getAsInt();
        }
      }
    }
    return false;
  }

  private double levels(Map<String, String> tags, double measuredMetres) {
    for (String from : List.of("", "parts:")) {
      OptionalDouble tagged = HeightTags.levels(tags.get(from + HeightTags.LEVELS));
      if (tagged.isPresent()) {
        return tagged.getAsDouble();
      }
      OptionalDouble metres = HeightTags.metres(tags.get(from + HeightTags.HEIGHT));
      double levels = metres.isPresent() ? ofHeight(metres.getAsDouble()) : 0;
      if (levels > 0) {
        return levels;
      }
    }
    return ofHeight(measuredMetres);
  }

  private double ofHeight(double metres) {
    double levels = Math.rint(metres / classes.metresPerLevel());
    return metres > 0 && levels <= HeightTags.MAX_LEVELS ? Math.max(1, levels) : 0;
  }
}
