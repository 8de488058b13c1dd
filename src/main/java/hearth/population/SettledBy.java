package hearth.population;

import hearth.footprint.Source;

/** Who says that a cell is settled; as bits, so that both can. */
public final class SettledBy {
  /** The model saw a building. */
  public static final int MODEL = 1;

  /** The map has a building: OpenStreetMap, or a layer that was given. */
  public static final int MAP = 2;

  private SettledBy() {}

  /** The bits of where a building comes from. */
  static int of(Source source) {
    return switch (source) {
      case SAM -> MODEL;
      case BOTH -> MODEL | MAP;
      case OSM, GIVEN -> MAP;
    };
  }
}
