package hearth.population;

import hearth.footprint.Building;
import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;

/** By what the persons of a unit are shared out over its buildings. */
public enum Weight {
  /** Every building alike. */
  COUNT("count") {
    @Override
    public double of(Building building) {
      return 1;
    }
  },
  /** Area of the outline, in m². */
  AREA("area") {
    @Override
    public double of(Building building) {
      return building.areaSquareMetres();
    }
  },
  /** Area of the outline times its levels; where these are not known (0), one level. */
  FLOOR_AREA("floor-area") {
    @Override
    public double of(Building building) {
      return building.areaSquareMetres() * (building.levels() > 0 ? building.levels() : 1);
    }
  };

  private final String code;

  Weight(String code) {
    this.code = code;
  }

  /** The weight of a whole building; a building on a border counts by the share of its area. */
  public abstract double of(Building building);

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
