package hearth.cli;

import hearth.pipeline.Databases;
import hearth.store.BuildingFiles;
import hearth.store.Database;
import hearth.store.ExportFormat;
import hearth.store.RunStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth export}: a run of the database as a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a run of the database as a file.")
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ID", description = "id of the run")
  private String id;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "gpkg, fgb, geojson, shp or parquet for buildings; cog for the density raster")
  private String format;

  @Option(names = "--out", required = true, paramLabel = "F", description = "file to write")
  private Path out;

  @Option(names = "--force", description = "replace an existing file")
  private boolean force;

  @Option(names = "--db", paramLabel = "URL", description = "another database")
  private String db;

  @Override
  public Integer call() {
    ExportFormat wanted = ExportFormat.parse(format);
    SegmentCommand.requireNew(out, force);
    try (Database database =
        Databases.open(Optional.ofNullable(db), Main.home(spec).environment())) {
      RunStore store = new RunStore(database);
      new BuildingFiles(store).export(store.require(id), wanted, out, force);
    }
    spec.commandLine().getOut().println(out);
    return Main.DONE;
  }
}
