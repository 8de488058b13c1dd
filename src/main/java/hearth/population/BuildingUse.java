package hearth.population;

import hearth.footprint.Building;

/** Levels and residential use of buildings, from their tags and a table of classes. */
public final class BuildingUse {
  private final BuildingClasses classes;

  public BuildingUse(BuildingClasses classes) {
    this.classes = classes;
  }

  /** By the table that comes with the program, {@code config/building-classes.yaml}. */
  public static BuildingUse standard() {
    return new BuildingUse(BuildingClasses.standard());
  }

  /** The building with its levels and use filled in. */
  public Building classify(Building building) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The table in use, for the report. */
  public BuildingClasses classes() {
    return classes;
  }
}
