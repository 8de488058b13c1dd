package hearth.population;

import hearth.footprint.Building;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import java.util.List;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;

/** Shares census figures out over buildings and cells. */
public final class Allocator {
  private final AllocationOptions options;

  public Allocator(AllocationOptions options) {
    this.options = options;
  }

  /**
   * Shares the figures out.
   *
   * @param units census units with unique ids, in the run's projected reference system
   * @param buildings candidates in the same system; those of the merged view house people
   * @param lookedAt imagery and OSM extent, in the same system
   * @param grid of the density raster, in any system
   * @param issues gets units that were scaled, fell back or were left out
   */
  public Allocation allocate(
      List<CensusUnit> units,
      List<Building> buildings,
      Geometry lookedAt,
      Grid grid,
      Consumer<DataIssue> issues) {
    throw new UnsupportedOperationException("not built yet");
  }
}
