package hearth.cli;

import hearth.geo.InputException;
import hearth.pipeline.Databases;
import hearth.pipeline.Home;
import hearth.pipeline.job.JobFile;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth demo}: the sample job, and what to look at afterwards. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs the sample in data-samples/banepa and says what it made.")
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    Home home = Main.home(spec);
    Path job = home.folder().resolve("data-samples/banepa/job.yaml");
    if (!Files.exists(job)) {
      throw new InputException(
          job + ": no such file", "The sample comes with the repository: run ./hearth from there.");
    }
    RunConfig config = RunConfig.of(JobFile.read(job));
    // The sample's folder is its own: results of an earlier version give way.
    RunReport report =
        RunCommand.execute(
            config,
            spec,
            ConsoleProgress.standard(quiet),
            Optional.empty(),
            run -> run.execute(true));
    PrintWriter out = spec.commandLine().getOut();
    RunSummary.print(report, config.out(), out);
    out.println();
    out.println("Look at the map:     " + config.out().resolve("map.png"));
    out.println("Read the report:     " + config.out().resolve("report.html"));
    out.println("Open in QGIS:        " + config.out().resolve("buildings.gpkg"));
    out.println("Ask the database:    ./hearth sql \"SELECT * FROM hearth.densest_cells(5)\"");
    out.println(
        "Database:            " + Databases.locate(config.execution().db(), home.environment()));
    out.println();
    out.println(
        "The sample's census figures are illustrative: no totals are published for areas this"
            + " small.");
    return RunCommand.status(report);
  }
}
