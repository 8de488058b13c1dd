package hearth.pipeline;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.population.Allocation;
import hearth.population.AllocationOptions;
import hearth.population.Allocator;
import hearth.population.BuildingClasses;
import hearth.population.BuildingUse;
import hearth.population.Census;
import hearth.population.CensusOptions;
import hearth.population.CensusReader;
import hearth.population.DensityBand;
import hearth.population.PartialUnits;
import hearth.population.Weight;
import hearth.raster.FloatBlocks;
import hearth.raster.FloatRaster;
import hearth.store.RunInfo;
import hearth.store.RunStore;
import hearth.zonal.PopulationAccuracy;
import hearth.zonal.PopulationScores;
import hearth.zonal.TruthArea;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/** Rasters of persons held against areas whose population is known, and against plain rules. */
public final class PopulationEvaluation {
  private final CensusOptions truth;

  /**
   * @param truth areas with their population, any layer
   */
  public PopulationEvaluation(CensusOptions truth) {
    this.truth = truth;
  }

  /**
   * A raster that was judged, and the plain rules beside it.
   *
   * @param grid its frame
   * @param areas the truth, in the grid's reference system
   * @param scores of the raster
   * @param baselines scores of plain rules on the same zones and cells, by name; empty where no
   *     zones are known
   */
  public record Judged(
      Grid grid,
      List<TruthArea> areas,
      PopulationScores scores,
      Map<String, PopulationScores> baselines) {}

  /**
   * Zones, and the buildings in them, for the plain rules.
   *
   * @param census zones with their figures, in a metric reference system
   * @param buildings in the same system; empty: by area alone
   */
  public record Basis(Census census, List<Building> buildings) {

    /** Zones of a census layer, and outlines of any layer or an OSM file. */
    public static Basis read(CensusOptions zones, Optional<String> footprints) {
      if (footprints.isEmpty()) {
        Crs crs = LayerReader.metricCrs(zones.file());
        return new Basis(CensusReader.read(zones, crs, issue -> {}), List.of());
      }
      LayerReader.Given given =
          LayerReader.buildings(footprints.get(), FieldNames.AS_TAGS, issue -> {});
      return new Basis(
          CensusReader.read(zones, given.crs(), issue -> {}),
          BuildingUse.standard().classify(given.buildings()));
    }
  }

  /** A file. */
  public Judged raster(String file, Optional<Basis> basis) {
    try (FloatRaster raster = FloatRaster.open(file, 1)) {
      return judge(raster.grid(), window -> raster.read(window).values(), basis);
    }
  }

  /** A run, against plain rules over the same zones and buildings. */
  public Judged run(RunStore store, RunInfo run) {
    Crs crs = Crs.epsg(run.srid());
    Census census = new Census(run.id(), crs, store.censusUnits(run));
    Basis basis = new Basis(census, store.buildings(run));
    return store.readDensity(
        run,
        (grid, bands) ->
            judge(grid, window -> bands.read(DensityBand.PERSONS, window), Optional.of(basis)));
  }

  private Judged judge(Grid grid, FloatBlocks persons, Optional<Basis> basis) {
    List<TruthArea> areas = areas(grid.crs());
    PopulationScores scores = PopulationAccuracy.evaluate(grid, persons, areas, grid.crs());
    Map<String, PopulationScores> baselines = new LinkedHashMap<>();
    basis.ifPresent(
        b -> {
          baselines.put("areal weighting", plain(b.census(), List.of(), Weight.AREA, grid, areas));
          if (!b.buildings().isEmpty()) {
            baselines.put("building count", plain(b, Weight.COUNT, grid, areas));
            baselines.put("building area", plain(b, Weight.AREA, grid, areas));
            baselines.put("floor area", plain(b, Weight.FLOOR_AREA, grid, areas));
          }
        });
    return new Judged(grid, areas, scores, baselines);
  }

  private static PopulationScores plain(
      Basis basis, Weight weight, Grid grid, List<TruthArea> areas) {
    return plain(basis.census(), basis.buildings(), weight, grid, areas);
  }

  /** All buildings alike by one weight: no use, no land use, no age, no least size. */
  private static PopulationScores plain(
      Census census, List<Building> buildings, Weight weight, Grid grid, List<TruthArea> areas) {
    Envelope everywhere = census.extent();
    everywhere.expandBy(everywhere.getWidth() + everywhere.getHeight());
    Allocation allocation =
        new Allocator(
                new AllocationOptions(weight, false, PartialUnits.WHOLE), BuildingClasses.PLAIN)
            .allocate(
                census, buildings, new GeometryFactory().toGeometry(everywhere), grid, i -> {});
    return PopulationAccuracy.evaluate(
        grid, w -> allocation.density().read(DensityBand.PERSONS, w), areas, grid.crs());
  }

  private List<TruthArea> areas(Crs target) {
    List<TruthArea> areas = new ArrayList<>();
    LayerReader.figures(truth, target)
        .forEach(f -> areas.add(new TruthArea(f.id(), f.area(), f.figure())));
    if (areas.isEmpty()) {
      throw new InputException(truth.file() + ": no area in it", "Give a layer of polygons.");
    }
    return areas;
  }
}
