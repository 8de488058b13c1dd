package hearth.pipeline.job;

import hearth.geo.InputException;
import hearth.population.AllocationOptions;
import hearth.population.CensusOptions;
import hearth.population.GridSpec;
import hearth.population.Method;
import hearth.population.PartialUnits;
import hearth.population.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a job that is about people: the census, and how it is shared out.
 *
 * @param census units and figures; empty for a job that ends after the buildings
 * @param allocation how figures are shared out
 * @param scaleBy raster of persons by which figures of partial units are scaled; empty: by area
 * @param use what tells which buildings house people
 * @param grid cells of the density raster
 */
public record PopulationConfig(
    Optional<CensusOptions> census,
    AllocationOptions allocation,
    Optional<String> scaleBy,
    UseOptions use,
    GridSpec grid) {
  private static final Pattern YEAR = Pattern.compile("(?<![0-9])(19|20)[0-9]{2}(?![0-9])");

  /** Cells of {@link Method#SETTLEMENT} where the job gives none: those of the published layers. */
  private static final String SETTLEMENT_CELL = "1 arcsec";

  /**
   * Checks the values of a job.
   *
   * @throws InputException naming the key that is missing or wrong
   */
  public static PopulationConfig of(JobValues v) {
    AllocationOptions allocation = allocation(v);
    return new PopulationConfig(
        census(v), allocation, v.text(JobKey.SCALE_BY), use(v), grid(v, allocation.method()));
  }

  private static Optional<CensusOptions> census(JobValues v) {
    if (!v.has(JobKey.CENSUS)) {
      return Optional.empty();
    }
    String population = v.required(JobKey.POPULATION);
    return Optional.of(
        new CensusOptions(
            v.required(JobKey.CENSUS),
            population,
            v.text(JobKey.UNIT_ID),
            v.text(JobKey.CENSUS_LAYER),
            v.list(JobKey.GROUPS),
            table(v),
            coarser(v, population)));
  }

  private static Optional<CensusOptions.Table> table(JobValues v) {
    if (!v.has(JobKey.CENSUS_TABLE)) {
      return Optional.empty();
    }
    String id = v.required(JobKey.UNIT_ID);
    return Optional.of(
        new CensusOptions.Table(
            v.required(JobKey.CENSUS_TABLE), v.text(JobKey.CENSUS_KEY).orElse(id)));
  }

  private static List<CensusOptions> coarser(JobValues v, String population) {
    List<String> files = v.list(JobKey.COARSER);
    List<String> figures = perFile(v, JobKey.COARSER_POPULATION, files.size());
    List<String> ids = perFile(v, JobKey.COARSER_ID, files.size());
    List<CensusOptions> levels = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      levels.add(
          new CensusOptions(
              files.get(i),
              figures.isEmpty() ? population : figures.get(i),
              ids.isEmpty() ? v.text(JobKey.UNIT_ID) : Optional.of(ids.get(i)),
              Optional.empty(),
              v.list(JobKey.GROUPS),
              Optional.empty(),
              List.of()));
    }
    return levels;
  }

  /** One value for each file; one for all of them may be given, or none. */
  private static List<String> perFile(JobValues v, JobKey key, int files) {
    List<String> given = v.list(key);
    if (given.isEmpty() || given.size() == files) {
      return given;
    }
    if (given.size() == 1) {
      return Collections.nCopies(files, given.get(0));
    }
    throw new InputException(
        "'%s' names %d columns for %d files".formatted(key.path(), given.size(), files),
        "Give one for each of 'census.coarser', or one for all.");
  }

  private static AllocationOptions allocation(JobValues v) {
    return new AllocationOptions(
        Method.parse(v.required(JobKey.ALLOCATION)),
        Weight.parse(v.required(JobKey.WEIGHT)),
        v.flag(JobKey.RESIDENTIAL_ONLY),
        PartialUnits.parse(v.required(JobKey.PARTIAL_UNITS)),
        v.flag(JobKey.WHOLE_PERSONS),
        v.number(JobKey.NEAREST, 0).orElse(AllocationOptions.NEAREST_METRES));
  }

  /**
   * Table of building classes, land use and the year of the census. A year inside the name of the
   * population field counts when none is given.
   */
  static UseOptions use(JobValues v) {
    return new UseOptions(
        v.text(JobKey.BUILDING_CLASSES).map(Path::of),
        v.text(JobKey.LAND_USE),
        v.integer(JobKey.CENSUS_YEAR, 1000)
            .or(() -> v.text(JobKey.POPULATION).flatMap(PopulationConfig::yearIn)));
  }

  private static Optional<Integer> yearIn(String field) {
    Matcher year = YEAR.matcher(field);
    return year.find() ? Optional.of(Integer.valueOf(year.group())) : Optional.empty();
  }

  private static GridSpec grid(JobValues v, Method method) {
    String cell =
        method == Method.SETTLEMENT && !v.isGiven(JobKey.CELL)
            ? SETTLEMENT_CELL
            : v.required(JobKey.CELL);
    return GridSpec.parse(cell, v.required(JobKey.GRID_CRS));
  }
}
