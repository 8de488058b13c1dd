package hearth.population;

import hearth.footprint.Building;
import hearth.footprint.OsmElement;
import hearth.footprint.Source;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Levels and residential use of buildings, from their tags, their height and a table of classes.
 *
 * <p>Levels: {@code building:levels}, else {@code height} (metres, or feet with their sign), else
 * the height measured, else the default of the class, else 0, which is "not known" and counts as
 * one level. A height gives whole levels, at least one. A detection without an OSM outline has no
 * tags: it is residential, as nearly all of what stands in a village is.
 */
public final class BuildingUse {
  private static final Pattern METRES = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:m|metres)?");
  private static final Pattern FEET =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:ft|')(?:\\s*([0-9]+)\")?");
  private static final double METRES_PER_FOOT = 0.3048;
  private static final double INCHES_PER_FOOT = 12;

  /** The tallest buildings have fewer; more is a slip of the key. */
  private static final double MAX_LEVELS = 170;

  private final BuildingClasses classes;

  public BuildingUse(BuildingClasses classes) {
    this.classes = classes;
  }

  /** By the table that comes with the program, {@code config/building-classes.yaml}. */
  public static BuildingUse standard() {
    return new BuildingUse(BuildingClasses.standard());
  }

  /** The table in use, for the report. */
  public BuildingClasses classes() {
    return classes;
  }

  /** The building with its levels and use filled in. */
  public Building classify(Building building) {
    // A detection only compared with an OSM element does not have that element's tags.
    Map<String, String> tags =
        building.source() == Source.SAM
            ? Map.of()
            : building.osm().map(OsmElement::tags).orElse(Map.of());
    BuildingClasses.UseClass use =
        tags.isEmpty()
            ? new BuildingClasses.UseClass(true, 0, false)
            : classes.of(tags.getOrDefault("building", "yes"));
    double levels = levels(tags, building.heightMetres());
    return building.withUse(
        levels > 0 ? levels : use.levels(),
        use.residential() && !(use.generic() && hasOtherUse(tags)));
  }

  private boolean hasOtherUse(Map<String, String> tags) {
    for (Map.Entry<String, List<String>> rule : classes.notResidentialTags().entrySet()) {
      String value = tags.get(rule.getKey());
      if (value != null && (rule.getValue().contains("*") || rule.getValue().contains(value))) {
        return true;
      }
    }
    return false;
  }

  private double levels(Map<String, String> tags, double measuredMetres) {
    OptionalDouble tagged = number(tags.get("building:levels"));
    if (tagged.isPresent() && tagged.getAsDouble() > 0 && tagged.getAsDouble() <= MAX_LEVELS) {
      return tagged.getAsDouble();
    }
    double fromTag = ofHeight(metres(tags.get("height")));
    return fromTag > 0 ? fromTag : ofHeight(measuredMetres);
  }

  private double ofHeight(double metres) {
    double levels = Math.rint(metres / classes.metresPerLevel());
    return metres > 0 && levels <= MAX_LEVELS ? Math.max(1, levels) : 0;
  }

  private static OptionalDouble number(String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    Matcher m = METRES.matcher(text.strip());
    return m.matches() ? OptionalDouble.of(Double.parseDouble(m.group(1))) : OptionalDouble.empty();
  }

  private static double metres(String text) {
    if (text == null) {
      return Double.NaN;
    }
    Matcher feet = FEET.matcher(text.strip());
    if (feet.matches()) {
      double inches = feet.group(2) == null ? 0 : Double.parseDouble(feet.group(2));
      return (Double.parseDouble(feet.group(1)) + inches / INCHES_PER_FOOT) * METRES_PER_FOOT;
    }
    return number(text).orElse(Double.NaN);
  }
}
