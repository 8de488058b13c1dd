package hearth.cli;

import hearth.geo.InputException;
import hearth.pipeline.Databases;
import hearth.store.DatabaseRole;
import hearth.store.PsqlCommand;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth sql}: psql on the database. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Asks the database: one statement, or a psql session when none is given.")
final class SqlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "SELECT", description = "statement")
  private String statement;

  @Option(names = "--db", paramLabel = "URL", description = "another database")
  private String db;

  @Option(
      names = "--as",
      paramLabel = "ROLE",
      description = "act as reader, writer or owner of the schema hearth (default: your own login)")
  private Optional<DatabaseRole> role = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PsqlCommand psql =
        PsqlCommand.of(
            Databases.locate(Optional.ofNullable(db), Main.home(spec).environment()),
            role,
            Optional.ofNullable(statement));
    ProcessBuilder builder = new ProcessBuilder(psql.arguments()).inheritIO();
    builder.environment().putAll(psql.environment());
    try {
      return builder.start().waitFor() == 0 ? Main.DONE : Main.FAILED;
    } catch (IOException e) {
      throw new InputException(
          "psql cannot be started (" + e.getMessage() + ")",
          "Install PostgreSQL's client; './hearth doctor' tells what is missing.",
          e);
    }
  }
}
