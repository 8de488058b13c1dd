package hearth.pipeline;

import hearth.footprint.Building;
import hearth.geo.DataIssue;
import hearth.population.Allocation;
import hearth.population.AllocationOptions;
import hearth.population.BuildingUse;
import hearth.population.Census;
import hearth.population.CensusOptions;
import hearth.population.CensusReader;
import hearth.population.GridSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** Footprints that someone has, and a census, to rasters: no imagery, no database. */
public final class DensityJob {
  private static final PrecisionModel MILLIMETRES = new PrecisionModel(1000);

  private DensityJob() {}

  /**
   * Shares the figures out and writes {@code population.tif} and {@code density.tif}.
   *
   * <p>The footprints are taken as complete: the whole of every census unit counts as looked at.
   *
   * @param buildings any OGR layer of outlines
   * @param use tells levels and residential use from attributes named as OSM names its tags
   * @param out folder, made if it is not there
   * @param issues told what was repaired, scaled or left out
   */
  public static Allocation execute(
      String buildings,
      CensusOptions census,
      AllocationOptions options,
      GridSpec cells,
      BuildingUse use,
      Path out,
      Consumer<DataIssue> issues)
      throws IOException {
    LayerReader.Given given = LayerReader.buildings(buildings, issues);
    Census units = CensusReader.read(census, given.crs(), issues);
    List<Building> classified = given.buildings().stream().map(use::classify).toList();
    GeometryFactory geometries = new GeometryFactory();
    Geometry lookedAt =
        UnaryUnionNG.union(
            units.units().stream().map(u -> u.area()).toList(), geometries, MILLIMETRES);
    requireOverlap(units, classified, geometries);
    Allocation allocation =
        PopulationStage.allocate(units, classified, lookedAt, options, cells, given.crs(), issues);
    Files.createDirectories(out);
    DensityFiles.write(out, allocation.density(), Map.of("CENSUS_FIELD", census.populationField()));
    return allocation;
  }

  private static void requireOverlap(
      Census census, List<Building> buildings, GeometryFactory geometries) {
    Envelope extent = new Envelope();
    buildings.forEach(b -> extent.expandToInclude(b.outline().getEnvelopeInternal()));
    census.requireOverlap(geometries.toGeometry(extent));
  }
}
