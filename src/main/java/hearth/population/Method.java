package hearth.population;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;

/** Over what the figure of a unit is shared out. */
public enum Method {
  /** Over its buildings, by weight. */
  BUILDINGS("buildings"),
  /**
   * Over the cells that are settled, alike: a cell is settled where the model sees a building or
   * the map has one. So was the High Resolution Settlement Layer made (Tiecke et al. 2017, "Mapping
   * the world population one building at a time").
   */
  SETTLEMENT("settlement");

  private final String code;

  Method(String code) {
    this.code = code;
  }

  /** As written in job files and reports. */
  public String code() {
    return code;
  }

  /** From its code; an unknown one is refused, naming the nearest. */
  public static Method parse(String code) {
    for (Method m : values()) {
      if (m.code.equals(code)) {
        return m;
      }
    }
    List<String> known = Arrays.stream(values()).map(Method::code).toList();
    throw new InputException(
        "allocation method '" + code + "' is not known", NearestName.hint(code, known));
  }
}
