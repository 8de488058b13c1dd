package hearth.cli;

import hearth.pipeline.Databases;
import hearth.store.Database;
import hearth.store.RunChanges;
import hearth.store.RunStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth changes}: what differs between two runs. */
@Command(
    name = "changes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Buildings added, removed and changed from one run to another, by their ids.")
final class ChangesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN_A", description = "id of the earlier run")
  private String earlier;

  @Parameters(index = "1", paramLabel = "RUN_B", description = "id of the later run")
  private String later;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "F",
      description = "layer to write: .gpkg, .fgb, .geojson, .shp, .parquet")
  private Path out;

  @Option(names = "--force", description = "replace an existing file")
  private boolean force;

  @Option(names = "--db", paramLabel = "URL", description = "another database")
  private String db;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  @Override
  public Integer call() throws IOException {
    SegmentCommand.requireNew(out, force);
    try (Database database =
        Databases.open(Optional.ofNullable(db), Main.home(spec).environment())) {
      RunStore store = new RunStore(database);
      RunChanges.Counts counts =
          new RunChanges(store).write(store.require(earlier), store.require(later), out);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("added", counts.added());
      figures.put("removed", counts.removed());
      figures.put("changed", counts.changed());
      figures.put("unchanged", counts.unchanged());
      PrintWriter writer = spec.commandLine().getOut();
      figures.forEach((name, n) -> writer.println("  %-10s %s".formatted(name, n)));
      writer.println(out);
      if (json != null) {
        JsonFile.write(json, figures);
      }
    }
    return Main.DONE;
  }
}
