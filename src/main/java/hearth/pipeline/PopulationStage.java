package hearth.pipeline;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.population.Allocation;
import hearth.population.AllocationOptions;
import hearth.population.Allocator;
import hearth.population.BuildingClasses;
import hearth.population.Census;
import hearth.population.GridSpec;
import java.util.List;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** Census figures to persons per cell. */
final class PopulationStage {
  private PopulationStage() {}

  /**
   * Shares the figures out.
   *
   * @param lookedAt where buildings would be known if there were any: imagery and OSM
   */
  static Allocation allocate(
      Census census,
      List<Building> buildings,
      Geometry lookedAt,
      AllocationOptions options,
      BuildingClasses classes,
      GridSpec cells,
      Crs runCrs,
      Consumer<DataIssue> issues) {
    return new Allocator(options, classes)
        .allocate(
            census, buildings, lookedAt, grid(census, buildings, lookedAt, cells, runCrs), issues);
  }

  /** Covers what can get persons: where somebody looked or a building stands, and a unit lies. */
  private static Grid grid(
      Census census, List<Building> buildings, Geometry lookedAt, GridSpec cells, Crs runCrs) {
    Envelope known = new Envelope(lookedAt.getEnvelopeInternal());
    for (Building b : buildings) {
      if (b.status().isMerged()) {
        known.expandToInclude(b.outline().getEnvelopeInternal());
      }
    }
    Envelope extent = known.intersection(census.extent());
    return cells.grid(runCrs, extent.isNull() ? known : extent);
  }
}
