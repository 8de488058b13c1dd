package hearth.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.footprint.Status;
import hearth.geo.Crs;
import hearth.pipeline.Databases;
import hearth.pipeline.RunStopped;
import hearth.store.Database;
import hearth.store.RunInfo;
import hearth.store.RunState;
import hearth.store.RunStore;
import hearth.store.StepRecord;
import hearth.store.TileRecord;
import hearth.store.TileState;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.locationtech.jts.geom.Envelope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code hearth runs}: the runs in the database. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "The runs in the database.",
    subcommands = ResumeCommand.class)
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
          int width = width(runs, RunInfo::id);
          int states = width(runs, run -> state(run, runs));
          String row = "%-" + width + "s  %-" + states + "s  %-19s  %9s  %12s";
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
                        state(run, runs),
                        TIME.format(run.started()),
                        merged(run.buildings()),
                        persons));
          }
          return Main.DONE;
        });
  }

  private static int width(List<RunInfo> runs, Function<RunInfo, String> column) {
    return runs.stream().mapToInt(run -> column.apply(run).length()).max().orElse(5);
  }

  /** How far a run got; beside a finished run of the same id, an attempt is a repetition of it. */
  private static String state(RunInfo run, List<RunInfo> all) {
    String state = run.isInterrupted() ? "interrupted" : run.state().code();
    boolean repeats =
        run.state() != RunState.FINISHED
            && all.stream().anyMatch(r -> r.id().equals(run.id()) && r.key() != run.key());
    return repeats ? state + " (repeat)" : state;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Tells everything about one.")
  int show(@Parameters(paramLabel = "ID") String id) {
    return withStore(
        store -> {
          RunInfo run = store.require(id);
          List<RunInfo> attempts = store.list().stream().filter(r -> r.id().equals(id)).toList();
          row("run", run.id());
          row("state", state(run, List.of()) + (run.reason().isEmpty() ? "" : ": " + run.reason()));
          for (RunInfo other : attempts) {
            if (other.key() != run.key()) {
              row("repeated", state(other, List.of()) + ", begun " + time(other.started()));
            }
          }
          if (attempts.stream().anyMatch(r -> r.isInterrupted() || r.state() == RunState.FAILED)) {
            row("", RunStopped.hint(id));
          }
          row("version", run.codeVersion());
          row("started", time(run.started()));
          row("ended", run.ended().map(RunsCommand::time).orElse("-"));
          row("reference", "EPSG:" + run.srid());
          rows("job", run.job());
          rows("models", run.models());
          rows("inputs", run.inputs());
          row("tiles", counts(run.tiles()));
          row("buildings", counts(run.buildings()));
          row("persons", Double.isNaN(run.persons()) ? "-" : String.valueOf(run.persons()));
          for (StepRecord step : store.steps(run)) {
            row("step", step(step, run));
          }
          for (TileRecord tile : store.tiles(run)) {
            if (tile.state() == TileState.FAILED) {
              row("missing", missing(tile, run));
            }
          }
          return Main.DONE;
        });
  }

  private static String time(Instant instant) {
    return TIME.format(instant) + " UTC";
  }

  /** One line for each member of a JSON object, by its name. */
  private void rows(String name, String json) {
    try {
      String before = name;
      for (Map.Entry<String, JsonNode> member : new JsonMapper().readTree(json).properties()) {
        JsonNode value = member.getValue();
        row(before, member.getKey() + ": " + (value.isTextual() ? value.asText() : text(value)));
        before = "";
      }
    } catch (JsonProcessingException e) {
      // Not ours: as it is.
      row(name, json);
    }
  }

  /** A list by its items, anything else as JSON. */
  private static String text(JsonNode value) {
    List<String> items = new ArrayList<>();
    value.forEach(item -> items.add(item.isTextual() ? item.asText() : item.toString()));
    return value.isArray() ? String.join(", ", items) : value.toString();
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

  /** Address given by --db, for subcommands that are classes of their own. */
  Optional<String> db() {
    return Optional.ofNullable(db);
  }

  private int withStore(Function<RunStore, Integer> action) {
    try (Database database =
        Databases.open(Optional.ofNullable(db), Main.home(spec).environment())) {
      return action.apply(new RunStore(database));
    }
  }

  private static String step(StepRecord step, RunInfo run) {
    boolean left = step.state().equals("running") && !run.held();
    String text = step.name() + ": " + (left ? "interrupted" : step.state());
    if (!Double.isNaN(step.seconds())) {
      text += String.format(Locale.ROOT, ", %.1f s", step.seconds());
    }
    if (step.attempts() > 1) {
      text += ", attempt " + step.attempts();
    }
    return step.error().isEmpty() ? text : text + ": " + oneLine(step.error());
  }

  /** Tile, place and cause of a hole. */
  private static String missing(TileRecord tile, RunInfo run) {
    Envelope bounds = Crs.epsg(run.srid()).to(Crs.WGS84).apply(tile.bounds()).getEnvelopeInternal();
    return String.format(
        Locale.ROOT,
        "tile %s (lon %.6f to %.6f, lat %.6f to %.6f), %s: %s",
        tile.name(),
        bounds.getMinX(),
        bounds.getMaxX(),
        bounds.getMinY(),
        bounds.getMaxY(),
        tile.attempts() == 1 ? "1 attempt" : tile.attempts() + " attempts",
        oneLine(tile.error()));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
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
