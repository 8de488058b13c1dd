package hearth.cli;

import hearth.store.ClusterStatus;
import hearth.store.Database;
import hearth.store.DatabaseRole;
import hearth.store.DatabaseUrl;
import hearth.store.PrivateCluster;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth db}: the private database. */
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    description = "The private database: a PostgreSQL server of your own.")
final class DbCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Main.REFUSED;
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Makes it if there is none, and starts it.")
  int start() {
    // Opening it brings its tables up to date, so that QGIS and psql find them.
    try (Database database = Database.open(cluster().start(), 1)) {
      out().println("running: " + database.url());
    }
    return Main.DONE;
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops it; what it holds is kept.")
  int stop() {
    boolean stopped = cluster().stop();
    out().println(stopped ? "stopped" : "was not running");
    return Main.DONE;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Says whether it runs; exit status 1 when it does not.")
  int status() {
    ClusterStatus status = cluster().status();
    out()
        .println(
            "%s: %s%s%s"
                .formatted(
                    status.folder(),
                    status.state().name().toLowerCase(java.util.Locale.ROOT),
                    status.serverVersion().isEmpty()
                        ? ""
                        : ", PostgreSQL " + status.serverVersion(),
                    status.port().isPresent() ? ", port " + status.port().getAsInt() : ""));
    return status.state() == ClusterStatus.State.RUNNING ? Main.DONE : Main.FAILED;
  }

  @Command(
      name = "url",
      mixinStandardHelpOptions = true,
      description = "Prints its address, without the password.")
  int url(
      @Option(
              names = "--as",
              paramLabel = "ROLE",
              description = "of the login of a role: reader, writer or owner")
          Optional<DatabaseRole> role) {
    DatabaseUrl url = cluster().url();
    out().println(role.map(url::as).orElse(url));
    return Main.DONE;
  }

  private PrivateCluster cluster() {
    return PrivateCluster.ofUser(Main.home(spec).environment());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
