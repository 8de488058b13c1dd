package hearth.population;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;

/** By what the persons of a unit are shared out over its buildings; see {@link BuildingWeights}. */
public enum Weight {
  /** Every building alike. */
  COUNT("count"),
  /** Area of the outline, in m². */
  AREA("area"),
  /** Area of the outline times its levels. */
  FLOOR_AREA("floor-area"),
  /** Area of the outline times its height, in m³. */
  VOLUME("volume"),
  /** Houses of one household alike, everything else by floor area. */
  MIXED("mixed");

  private final String code;

  Weight(String code) {
    this.code = code;
  }

  /** As written in job files and reports. */
  public String code() {
    return code;
  }

  /** From its code; an unknown one is refused, naming the nearest. */
  public static Weight parse(String code) {
    for (Weight w : values()) {
      if (w.code.equals(code)) {
        return w;
      }
    }
    List<String> known = Arrays.stream(values()).map(Weight::code).toList();
    throw new InputException(
        "allocation weight '" + code + "' is not known", NearestName.hint(code, known));
  }
}
