package hearth.footprint;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Levels and heights as OpenStreetMap writes them. */
public final class HeightTags {
  /** Key of the number of levels. */
  public static final String LEVELS = "building:levels";

  /** Key of the height above ground. */
  public static final String HEIGHT = "height";

  /** The tallest buildings have fewer; more is a slip of the key. */
  public static final double MAX_LEVELS = 170;

  private static final Pattern METRES = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:m|metres)?");
  private static final Pattern FEET =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:ft|')(?:\\s*([0-9]+)\")?");
  private static final double METRES_PER_FOOT = 0.3048;
  private static final double INCHES_PER_FOOT = 12;

  private HeightTags() {}

  /**
   * A number of levels.
   *
   * @param text value of a tag, or null
   * @return above 0, at most {@link #MAX_LEVELS}; empty if the text is nothing of the kind
   */
  public static OptionalDouble levels(String text) {
    OptionalDouble number = number(text);
    return number.isPresent() && number.getAsDouble() > 0 && number.getAsDouble() <= MAX_LEVELS
        ? number
        : OptionalDouble.empty();
  }

  /**
   * A height in metres, also if it is given in feet with their sign.
   *
   * @param text value of a tag, or null
   * @return above 0; empty if the text is nothing of the kind
   */
  public static OptionalDouble metres(String text) {
    Matcher feet = FEET.matcher(text == null ? "" : text.strip());
    OptionalDouble metres;
    if (feet.matches()) {
      double inches = feet.group(2) == null ? 0 : Double.parseDouble(feet.group(2));
      double whole = Double.parseDouble(feet.group(1)) + inches / INCHES_PER_FOOT;
      metres = OptionalDouble.of(whole * METRES_PER_FOOT);
    } else {
      metres = number(text);
    }
    return metres.isPresent() && metres.getAsDouble() > 0 ? metres : OptionalDouble.empty();
  }

  /** Whether tags say how high a building is. */
  public static boolean tell(Map<String, String> tags) {
    return levels(tags.get(LEVELS)).isPresent() || metres(tags.get(HEIGHT)).isPresent();
  }

  private static OptionalDouble number(String text) {
    Matcher m = METRES.matcher(text == null ? "" : text.strip());
    return m.matches() ? OptionalDouble.of(Double.parseDouble(m.group(1))) : OptionalDouble.empty();
  }
}
