package hearth.cli;

import hearth.pipeline.DensityJob;
import hearth.pipeline.OutputFiles;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.PopulationConfig;
import hearth.pipeline.report.IssueTally;
import hearth.population.Allocation;
import hearth.population.UnitResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth density}: footprints and a census to rasters. */
@Command(
    name = "density",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "A layer of buildings and a census to population.tif and density.tif, for people who have"
            + " footprints already.")
final class DensityCommand implements Callable<Integer>, JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--buildings",
      required = true,
      paramLabel = "F",
      description = "outlines: OSM PBF or XML, GeoPackage, FlatGeobuf, GeoJSON, Shapefile, …")
  private String buildings;

  @Mixin private FieldOptions fields = new FieldOptions();

  @Option(names = "--force", description = "replace existing rasters")
  private boolean force;

  @Override
  public Set<JobKey> jobKeys() {
    return EnumSet.of(
        JobKey.CENSUS,
        JobKey.CENSUS_LAYER,
        JobKey.POPULATION,
        JobKey.UNIT_ID,
        JobKey.GROUPS,
        JobKey.CENSUS_TABLE,
        JobKey.CENSUS_KEY,
        JobKey.COARSER,
        JobKey.COARSER_POPULATION,
        JobKey.COARSER_ID,
        JobKey.CENSUS_YEAR,
        JobKey.ALLOCATION,
        JobKey.WEIGHT,
        JobKey.RESIDENTIAL_ONLY,
        JobKey.PARTIAL_UNITS,
        JobKey.SCALE_BY,
        JobKey.WHOLE_PERSONS,
        JobKey.NEAREST,
        JobKey.BUILDING_CLASSES,
        JobKey.LAND_USE,
        JobKey.CELL,
        JobKey.GRID_CRS,
        JobKey.OUT);
  }

  @Override
  public Integer call() throws IOException {
    JobValues values = JobOptions.values(spec.commandLine().getParseResult(), jobKeys());
    values.required(JobKey.CENSUS);
    Path out = Path.of(values.required(JobKey.OUT));
    SegmentCommand.requireNew(out.resolve(OutputFiles.POPULATION), force);
    SegmentCommand.requireNew(out.resolve(OutputFiles.DENSITY), force);
    IssueTally issues = new IssueTally();
    Allocation allocation =
        DensityJob.execute(
            new DensityJob.Task(buildings, fields.names(), PopulationConfig.of(values)),
            out,
            issues);
    print(allocation, out, issues);
    return Main.DONE;
  }

  private void print(Allocation allocation, Path out, IssueTally issues) {
    PrintWriter writer = spec.commandLine().getOut();
    for (UnitResult unit : allocation.units()) {
      writer.println(line(unit));
    }
    IssueLines.print(writer, issues.counts());
    writer.println(
        String.format(
            Locale.ROOT,
            "%.3f persons in %s and %s",
            allocation.persons(),
            out.resolve(OutputFiles.POPULATION),
            out.resolve(OutputFiles.DENSITY)));
  }

  private static String line(UnitResult unit) {
    if (!unit.rule().isAllocated()) {
      return String.format(
          Locale.ROOT,
          "  %-16s %12s persons, none placed: %s",
          unit.id(),
          Double.isNaN(unit.census()) ? "?" : "%.0f".formatted(unit.census()),
          unit.rule().code());
    }
    return String.format(
        Locale.ROOT,
        "  %-16s %12.0f persons, %.3f placed over %s (%d buildings, %d cells)",
        unit.id(),
        unit.census(),
        unit.allocated(),
        unit.rule().code(),
        unit.buildings(),
        unit.cells());
  }
}
