package hearth.population;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;

/** What becomes of a census unit of which only a part was looked at. */
public enum PartialUnits {
  /** The figure is scaled by the share of the unit's area that was looked at. */
  SCALE("scale"),
  /** The job is refused, naming the units. Units of which nothing was looked at do not count. */
  REFUSE("refuse"),
  /** The whole figure goes to the part that was looked at. */
  WHOLE("whole");

  private final String code;

  PartialUnits(String code) {
    this.code = code;
  }

  /** As written in job files and reports. */
  public String code() {
    return code;
  }

  /** From its code; an unknown one is refused, naming the nearest. */
  public static PartialUnits parse(String code) {
    for (PartialUnits p : values()) {
      if (p.code.equals(code)) {
        return p;
      }
    }
    List<String> known = Arrays.stream(values()).map(PartialUnits::code).toList();
    throw new InputException(
        "allocation partial-units '" + code + "' is not known", NearestName.hint(code, known));
  }
}
