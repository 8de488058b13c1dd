package hearth.cli;

import hearth.footprint.Status;
import hearth.geo.InputException;
import hearth.pipeline.Databases;
import hearth.store.Database;
import hearth.store.RunInfo;
import hearth.store.RunStore;
import hearth.store.TileRecord;
import hearth.store.TileState;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code hearth runs}: the runs in the database. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "The runs in the database.")
final class RunsCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;

  @Option(
      names = "--db",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "another database")
  private String db;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Main.REFUSED;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists them, the latest first.")
  int list() {
    return withStore(
        store -> {
          List<RunInfo> runs = store.list();
          int width = runs.stream().mapToInt(run -> run.id().length()).max().orElse(2);
          String row = "%-" + width + "s  %-9s  %-19s  %9s  %12s";
          out().println(row.formatted("ID", "STATE", "STARTED (UTC)", "BUILDINGS", "PERSONS"));
          for (RunInfo run : runs) {
            String persons =
                Double.isNaN(run.persons())
                    ? "-"
                    : String.format(Locale.ROOT, "%.0f", run.persons());
            out()
                .println(
                    row.formatted(
                        run.id(),
                        run.state().code(),
                        TIME.format(run.started()),
                        merged(run.buildings()),
                        persons));
          }
          return Main.DONE;
        });
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Tells everything about one.")
  int show(@Parameters(paramLabel = "ID") String id) {
    return withStore(
        store -> {
          RunInfo run = store.require(id);
          row("run", run.id());
          row("state", run.state().code() + (run.reason().isEmpty() ? "" : ": " + run.reason()));
          row("version", run.codeVersion());
          row("started", TIME.format(run.started()) + " UTC");
          row("ended", run.ended().map((Instant t) -> TIME.format(t) + " UTC").orElse("-"));
          row("reference", "EPSG:" + run.srid());
          row("job", run.job());
          row("models", run.models());
          row("inputs", run.inputs());
          row("tiles", counts(run.tiles()));
          row("buildings", counts(run.buildings()));
          row("persons", Double.isNaN(run.persons()) ? "-" : String.valueOf(run.persons()));
          for (TileRecord tile : store.tiles(run)) {
            if (tile.state() == TileState.FAILED) {
              row("failed tile", tile.name() + ": " + tile.error().replace('\n', ' '));
            }
          }
          return Main.DONE;
        });
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Deletes one with everything that belongs to it.")
  int delete(@Parameters(paramLabel = "ID") String id) {
    return withStore(
        store -> {
          store.delete(id);
          out().println("deleted " + id);
          return Main.DONE;
        });
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Goes on with an unfinished one (not in this version).")
  int resume(@Parameters(paramLabel = "ID") String id) {
    throw new InputException(
        "runs resume is not part of this version",
        "Run the job again: the earlier result stays in place until the new one is complete.");
  }

  private int withStore(Function<RunStore, Integer> action) {
    try (Database database =
        Databases.open(Optional.ofNullable(db), Main.home(spec).environment())) {
      return action.apply(new RunStore(database));
    }
  }

  /** Buildings of the merged view: what was absorbed, is to be reviewed or was rejected is none. */
  private static long merged(Map<String, Long> buildings) {
    return Arrays.stream(Status.values())
        .filter(Status::isMerged)
        .mapToLong(status -> buildings.getOrDefault(status.code(), 0L))
        .sum();
  }

  private static String counts(Map<String, Long> counts) {
    return counts.isEmpty() ? "-" : counts.toString().replaceAll("[{}]", "");
  }

  private void row(String name, String value) {
    out().println("%-12s %s".formatted(name, value));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
