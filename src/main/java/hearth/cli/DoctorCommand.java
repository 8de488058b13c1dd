package hearth.cli;

import hearth.geo.InputException;
import hearth.pipeline.Home;
import hearth.raster.Gdal;
import hearth.segment.ModelLibrary;
import hearth.segment.ModelSpec;
import hearth.store.ClusterStatus;
import hearth.store.PrivateCluster;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hearth doctor}: what only the program itself can tell; the launcher checks the rest. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Says of each part whether it is there and works; exit status 1 if one is not.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private boolean healthy = true;

  @Override
  public Integer call() {
    Home home = Main.home(spec);
    row("hearth", "ok", home.version(), home.folder().toString());
    check("GDAL in Java", () -> row("GDAL in Java", "ok", Gdal.version(), "loaded"));
    check("models", () -> models(home));
    check("database", this::database);
    return healthy ? Main.DONE : Main.FAILED;
  }

  private void models(Home home) {
    ModelLibrary library = new ModelLibrary(List.of(home.models()));
    List<ModelSpec> models = library.list();
    if (models.isEmpty()) {
      throw new InputException(
          "no model in " + home.models(), "They come with the repository: check the clone.");
    }
    for (ModelSpec model : models) {
      check(
          model.name(),
          () -> {
            library.verify(model);
            row("model", "ok", model.name(), model.folder().toString());
          });
    }
  }

  private void database() {
    if (Main.home(spec).environment().containsKey("HEARTH_DB")) {
      row("database", "given", "-", "HEARTH_DB");
      return;
    }
    ClusterStatus status = PrivateCluster.ofUser(Main.home(spec).environment()).status();
    String state =
        switch (status.state()) {
          case ABSENT -> "made when needed";
          case STOPPED -> "stopped";
          case RUNNING -> "running";
        };
    row(
        "database",
        state,
        status.serverVersion().isEmpty() ? "-" : status.serverVersion(),
        status.folder().toString());
  }

  private void check(String part, Runnable look) {
    try {
      look.run();
    } catch (InputException e) {
      healthy = false;
      row(part, "broken", "-", e.getMessage());
    }
  }

  private void row(String part, String state, String version, String where) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, "%-14s %-11s %-14s %s", part, state, version, where));
  }
}
