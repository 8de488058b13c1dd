package hearth.pipeline;

import hearth.footprint.Building;
import hearth.geo.DataIssue;
import hearth.pipeline.job.PopulationConfig;
import hearth.population.Allocation;
import hearth.population.BuildingUse;
import hearth.population.Census;
import hearth.population.CensusOptions;
import hearth.population.CensusReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
   * What is asked for.
   *
   * @param buildings OSM PBF or XML, or any OGR layer of outlines
   * @param fields columns that say what OSM's tags say
   * @param population a census, and how it is shared out
   */
  public record Task(String buildings, FieldNames fields, PopulationConfig population) {
    CensusOptions census() {
      return population.census().orElseThrow();
    }
  }

  /**
   * Shares the figures out.
   *
   * <p>The footprints are taken as complete: the whole of every census unit counts as looked at.
   *
   * @param issues told what was repaired, scaled or left out
   */
  public static Allocation allocate(Task task, Consumer<DataIssue> issues) {
    LayerReader.Given given = LayerReader.buildings(task.buildings(), task.fields(), issues);
    Census units = CensusReader.read(task.census(), given.crs(), issues);
    BuildingUse use =
        UseReader.read(task.population().use(), Optional.of(task.buildings()), given.crs(), issues);
    List<Building> classified = use.classify(given.buildings());
    GeometryFactory geometries = new GeometryFactory();
    Geometry lookedAt =
        UnaryUnionNG.union(
            units.units().stream().map(u -> u.area()).toList(), geometries, MILLIMETRES);
    requireOverlap(units, classified, geometries);
    return PopulationStage.allocate(
        units, classified, lookedAt, task.population(), use, given.crs(), issues);
  }

  /**
   * Shares the figures out and writes {@code population.tif} and {@code density.tif}.
   *
   * @param out folder, made if it is not there
   */
  public static Allocation execute(Task task, Path out, Consumer<DataIssue> issues)
      throws IOException {
    Allocation allocation = allocate(task, issues);
    Files.createDirectories(out);
    DensityFiles.write(
        out, allocation, task.population().allocation().method(), CensusTags.of(task.population()));
    return allocation;
  }

  private static void requireOverlap(
      Census census, List<Building> buildings, GeometryFactory geometries) {
    Envelope extent = new Envelope();
    buildings.forEach(b -> extent.expandToInclude(b.outline().getEnvelopeInternal()));
    census.requireOverlap(geometries.toGeometry(extent));
  }
}
