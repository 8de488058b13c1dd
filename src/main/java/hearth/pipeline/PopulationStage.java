package hearth.pipeline;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.pipeline.job.PopulationConfig;
import hearth.population.Allocation;
import hearth.population.Allocator;
import hearth.population.BuildingUse;
import hearth.population.Census;
import hearth.population.CoveredShare;
import hearth.population.GridSpec;
import hearth.raster.FloatRaster;
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
   * @param use tells weights of buildings and the land use
   */
  static Allocation allocate(
      Census census,
      List<Building> buildings,
      Geometry lookedAt,
      PopulationConfig config,
      BuildingUse use,
      Crs runCrs,
      Consumer<DataIssue> issues) {
    if (config.scaleBy().isEmpty()) {
      return allocate(
          census, buildings, lookedAt, config, use, CoveredShare.BY_AREA, runCrs, issues);
    }
    try (FloatRaster raster = FloatRaster.open(config.scaleBy().get(), 1)) {
      CoveredShare scale = CoveredShare.byRaster(raster, runCrs);
      return allocate(census, buildings, lookedAt, config, use, scale, runCrs, issues);
    }
  }

  private static Allocation allocate(
      Census census,
      List<Building> buildings,
      Geometry lookedAt,
      PopulationConfig config,
      BuildingUse use,
      CoveredShare scale,
      Crs runCrs,
      Consumer<DataIssue> issues) {
    return new Allocator(config.allocation(), use.classes(), use.landUse(), scale)
        .with(Threads.ofMachine())
        .allocate(
            census,
            buildings,
            lookedAt,
            grid(census, buildings, lookedAt, config.grid(), runCrs),
            issues);
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
