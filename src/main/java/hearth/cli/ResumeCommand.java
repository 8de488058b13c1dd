package hearth.cli;

import hearth.pipeline.Databases;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.RunReport;
import hearth.store.Database;
import hearth.store.RunInfo;
import hearth.store.RunStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hearth runs resume}: goes on with a run that was interrupted, or that has holes. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Goes on with a run that was interrupted, or that has failed tiles. Tiles that are done are"
          + " not done again; the result is that of an undisturbed run.",
      "Job, models and inputs must be what they were; what changed is named. Imagery may have been"
          + " repaired with --only-failed, where the other tiles show the same pixels."
    })
final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ParentCommand private RunsCommand runs;

  @Parameters(paramLabel = "ID", description = "as './hearth runs list' shows it")
  private String id;

  @Option(names = "--only-failed", description = "try failed tiles again, nothing else")
  private boolean onlyFailed;

  @Option(names = "--out", paramLabel = "DIR", description = "another folder for the results")
  private Path out;

  @Option(names = "--workers", paramLabel = "N", description = "tiles in work at once")
  private Integer workers;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    RunInfo earlier;
    try (Database database = Databases.open(runs.db(), Main.home(spec).environment())) {
      earlier = new RunStore(database).requireResumable(id);
    }
    JobValues values = JobValues.ofKept(earlier.job());
    values.override(given());
    RunConfig config = RunConfig.of(values);
    RunReport report =
        RunCommand.execute(
            config,
            spec,
            ConsoleProgress.standard(quiet),
            Optional.ofNullable(json),
            run -> run.resume(earlier, onlyFailed));
    RunSummary.print(report, config.out(), spec.commandLine().getOut());
    return RunCommand.status(report);
  }

  /** What does not change the result may be another than before. */
  private JobValues given() {
    JobValues given = new JobValues();
    Path here = Path.of("");
    runs.db().ifPresent(url -> given.set(JobKey.DB, List.of(url), here));
    if (out != null) {
      given.set(JobKey.OUT, List.of(out.toString()), here);
    }
    if (workers != null) {
      given.set(JobKey.WORKERS, List.of(workers.toString()), here);
    }
    return given;
  }
}
