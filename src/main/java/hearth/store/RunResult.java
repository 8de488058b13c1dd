package hearth.store;

import hearth.footprint.Building;
import hearth.footprint.MapComparison;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.population.Allocation;
import hearth.population.BuildingShare;
import hearth.population.CellShare;
import hearth.population.CensusUnit;
import hearth.population.DensityBand;
import hearth.population.UnitResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a run made, to be written in one transaction.
 *
 * @param buildings every candidate, ids distinct, outlines in the run's metric reference system
 * @param population persons by unit, building and cell; empty for a run without a census
 * @param map how detections were compared with the map
 */
public record RunResult(
    List<Building> buildings, Optional<Population> population, MapComparison map) {
  public RunResult {
    buildings = List.copyOf(buildings);
    Objects.requireNonNull(population, "population");
    Objects.requireNonNull(map, "map");
  }

  /** A run without a map. */
  public RunResult(List<Building> buildings, Optional<Population> population) {
    this(buildings, population, MapComparison.NONE);
  }

  /** The same result with how it was compared with the map. */
  public RunResult with(MapComparison comparison) {
    return new RunResult(buildings, population, comparison);
  }

  /** A run that ends after the buildings. */
  public static RunResult withoutCensus(List<Building> buildings) {
    return new RunResult(buildings, Optional.empty());
  }

  /** A run with a census. */
  public static RunResult of(
      List<Building> buildings, CensusInfo census, List<CensusUnit> units, Allocation allocation) {
    return new RunResult(
        buildings,
        Optional.of(
            new Population(
                census,
                units,
                allocation.units(),
                allocation.buildingShares(),
                allocation.cellShares(),
                allocation.density().grid(),
                allocation.density()::read)));
  }

  /**
   * Where the figures came from, and how they were shared out.
   *
   * @param source file or table of the units
   * @param field column of the figures
   * @param year of the census, where it is known
   * @param groups columns of groups of the population
   * @param rules JSON: how the figures were shared out
   */
  public record CensusInfo(
      String source, String field, OptionalInt year, List<String> groups, String rules) {
    public CensusInfo {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(field, "field");
      Objects.requireNonNull(year, "year");
      groups = List.copyOf(groups);
      Objects.requireNonNull(rules, "rules");
    }
  }

  /** Values of one band in a window of the density grid, row by row; NaN is nodata. */
  @FunctionalInterface
  public interface BandReader {
    float[] read(DensityBand band, PixelWindow window);
  }

  /**
   * Persons by unit, building and cell.
   *
   * @param census where the figures came from
   * @param units census units, areas in the run's metric reference system
   * @param results one for each unit
   * @param buildingShares persons by unit and building; read once
   * @param cellShares persons by unit and cell; read once
   * @param grid frame of the density raster, north-up; its reference system needs an EPSG code
   * @param density values of the density raster
   */
  public record Population(
      CensusInfo census,
      List<CensusUnit> units,
      List<UnitResult> results,
      Iterable<BuildingShare> buildingShares,
      Iterable<CellShare> cellShares,
      Grid grid,
      BandReader density) {
    public Population {
      Objects.requireNonNull(census, "census");
      units = List.copyOf(units);
      results = List.copyOf(results);
      Objects.requireNonNull(buildingShares, "buildingShares");
      Objects.requireNonNull(cellShares, "cellShares");
      Objects.requireNonNull(grid, "grid");
      Objects.requireNonNull(density, "density");
    }
  }
}
