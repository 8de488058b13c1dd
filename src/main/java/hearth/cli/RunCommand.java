package hearth.cli;

import hearth.pipeline.Progress;
import hearth.pipeline.Run;
import hearth.pipeline.job.JobFile;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.ReportJson;
import hearth.pipeline.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth run}: the whole job. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The whole job: imagery to buildings, joined with OpenStreetMap, and the census shared out"
          + " over them.",
      "A job file is optional: options alone are a job. Options go over the file."
    })
final class RunCommand implements Callable<Integer>, JobCommand {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "JOB.yaml", description = "job file")
  private Path jobFile;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  @Option(names = "--force", description = "replace another run's results in the folder")
  private boolean force;

  @Option(names = "--quiet", description = "no progress")
  private boolean quiet;

  @Option(
      names = "--restart",
      description = "begin from the start, where an earlier process left this run unfinished")
  private boolean restart;

  @Option(
      names = "--dry-run",
      description = "check everything, and tell tiles, seconds and bytes; do nothing")
  private boolean dryRun;

  @Override
  public Set<JobKey> jobKeys() {
    return EnumSet.allOf(JobKey.class);
  }

  @Override
  public Integer call() throws IOException {
    JobValues values = jobFile == null ? new JobValues() : JobFile.read(jobFile);
    values.override(JobOptions.values(spec.commandLine().getParseResult(), jobKeys()));
    RunConfig config = RunConfig.of(values);
    if (dryRun) {
      Run run = new Run(config, Main.home(spec), Progress.SILENT, () -> false);
      RunSummary.print(run.dryRun(force), spec.commandLine().getOut());
      return Main.DONE;
    }
    RunReport report =
        execute(
            config,
            spec,
            ConsoleProgress.standard(quiet),
            Optional.ofNullable(json),
            run -> restart ? run.restart(force) : run.execute(force));
    RunSummary.print(report, config.out(), spec.commandLine().getOut());
    return status(report);
  }

  /**
   * Runs a job; stops between tiles when the process is told to end.
   *
   * @param how begins the run
   */
  static RunReport execute(
      RunConfig config,
      CommandSpec command,
      Progress progress,
      Optional<Path> json,
      Function<Run, RunReport> how)
      throws IOException {
    try (Interruption interruption = Interruption.watch(command.commandLine().getErr())) {
      Run run =
          new Run(
              config,
              Main.home(command),
              interruption.listeningTo(progress),
              interruption::isRequested);
      RunReport report = how.apply(run);
      if (json.isPresent()) {
        ReportJson.write(OutputPaths.inItsFolder(json.get()), report);
      }
      return report;
    }
  }

  static int status(RunReport report) {
    return report.tiles().failed() > 0 ? Main.INCOMPLETE : Main.DONE;
  }
}
