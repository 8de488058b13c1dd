package hearth.pipeline;

import hearth.pipeline.job.PopulationConfig;
import hearth.population.AllocationOptions;
import hearth.raster.vector.DatabaseSource;
import hearth.store.RunResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Where figures came from and how they were shared out, in few words: for files and database. */
final class CensusTags {
  private CensusTags() {}

  /** Metadata of rasters; empty without a census. */
  static Map<String, String> of(PopulationConfig config) {
    Map<String, String> tags = new TreeMap<>();
    config
        .census()
        .ifPresent(
            c -> {
              tags.put("CENSUS_FILE", name(c.file()));
              tags.put("CENSUS_FIELD", c.populationField());
              c.table().ifPresent(t -> tags.put("CENSUS_TABLE", name(t.file())));
              if (!c.groups().isEmpty()) {
                tags.put("CENSUS_GROUPS", String.join(",", c.groups()));
              }
              config.use().censusYear().ifPresent(y -> tags.put("CENSUS_YEAR", y.toString()));
              rules(config)
                  .forEach(
                      (key, value) ->
                          tags.put("ALLOCATION_" + key.toUpperCase(Locale.ROOT), "" + value));
            });
    return tags;
  }

  /** For the database; only for a job with a census. */
  static RunResult.CensusInfo info(PopulationConfig config) {
    return new RunResult.CensusInfo(
        name(config.census().orElseThrow().file()),
        config.census().get().populationField(),
        config.use().censusYear().map(OptionalInt::of).orElseGet(OptionalInt::empty),
        config.census().get().groups(),
        Inputs.json(rules(config)));
  }

  private static Map<String, Object> rules(PopulationConfig config) {
    AllocationOptions options = config.allocation();
    Map<String, Object> rules = new LinkedHashMap<>();
    rules.put("method", options.method().code());
    rules.put("weight", options.weight().code());
    rules.put("residential_only", options.residentialOnly());
    rules.put("partial_units", options.partialUnits().code());
    rules.put("integer", options.wholePersons());
    rules.put("nearest_metres", options.nearestMetres());
    rules.put(
        "building_classes", config.use().classes().map(p -> name(p.toString())).orElse("standard"));
    return rules;
  }

  /** A file without its folders, which are the machine's own affair; a table as it is. */
  private static String name(String file) {
    return DatabaseSource.isOne(file) || file.contains("://")
        ? file
        : Path.of(file).getFileName().toString();
  }
}
