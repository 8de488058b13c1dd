package hearth.population;

/**
 * How a unit's figure was shared out. The first of {@link #RESIDENTIAL}, {@link #ALL_BUILDINGS},
 * {@link #SETTLED}, {@link #UNIFORM} that has something to share to is taken; {@link
 * Method#SETTLEMENT} begins with {@link #SETTLED}.
 */
public enum AllocationRule {
  /** Over the residential buildings of the unit, by weight. */
  RESIDENTIAL("residential-buildings"),
  /** Over all buildings of the unit, by weight. */
  ALL_BUILDINGS("all-buildings"),
  /**
   * Over the settled cells of the unit: by {@link Method#SETTLEMENT} alike over those with
   * buildings; else, where it has no building, by the area of residential land use.
   */
  SETTLED("settled-cells"),
  /**
   * By area over the land that was looked at: the unit has neither buildings nor settled ground.
   */
  UNIFORM("uniform"),
  /** The figure is zero: nothing to share, the unit's cells are 0. */
  NOBODY("nobody"),
  /** The figure is not known: the unit's cells stay nodata. */
  UNKNOWN("unknown"),
  /** Nothing of the unit was looked at: its figure is not allocated, its cells stay nodata. */
  NOT_LOOKED_AT("not-looked-at");

  private final String code;

  AllocationRule(String code) {
    this.code = code;
  }

  /** As stored in the database and in reports. */
  public String code() {
    return code;
  }

  /** Whether the unit's cells hold a number, of persons or zero. */
  public boolean isAllocated() {
    return this != UNKNOWN && this != NOT_LOOKED_AT;
  }
}
