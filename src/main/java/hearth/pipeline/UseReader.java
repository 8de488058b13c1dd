package hearth.pipeline;

import hearth.conflate.OsmReader;
import hearth.geo.Crs;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.pipeline.job.UseOptions;
import hearth.population.BuildingClasses;
import hearth.population.BuildingUse;
import hearth.population.LandUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Reads what tells which buildings house people: the table of classes and the land use. */
public final class UseReader {
  private UseReader() {}

  /**
   * @param mapped file of the mapped buildings; when it is an OSM file, its land use counts unless
   *     another is named
   * @param run reference system of the buildings
   * @param issues told which areas were repaired or left out
   */
  public static BuildingUse read(
      UseOptions options, Optional<String> mapped, Crs run, Consumer<DataIssue> issues) {
    BuildingClasses classes =
        options.classes().map(BuildingClasses::load).orElseGet(BuildingClasses::standard);
    options
        .landUse()
        .filter(file -> !file.startsWith("/vsi") && !Files.exists(Path.of(file)))
        .ifPresent(
            file -> {
              throw new InputException(file + ": no such file", "Check the path of --landuse.");
            });
    LandUse landUse =
        options
            .landUse()
            .or(() -> mapped.filter(file -> OsmReader.isOsm(Path.of(file))))
            .map(file -> new LandUse(areas(file, classes, run, issues), classes))
            .orElse(LandUse.NONE);
    return new BuildingUse(
        classes, landUse, options.censusYear().map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  private static List<LandUse.Area> areas(
      String file, BuildingClasses classes, Crs run, Consumer<DataIssue> issues) {
    CrsTransform toRun = Crs.WGS84.to(run);
    return OsmReader.areas(Path.of(file), classes.areaKeys()::contains, issues).stream()
        .map(a -> new LandUse.Area(a.element().tags(), toRun.apply(a.outline())))
        .toList();
  }
}
