package hearth.cli;

import hearth.cli.bench.BenchCommand;
import hearth.geo.InputException;
import hearth.geo.NearestName;
import hearth.pipeline.Home;
import hearth.pipeline.RunStopped;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point: parses the command line and maps the outcome to an exit status. */
@Command(
    name = "hearth",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Finds buildings in satellite imagery and shares census figures out over them.",
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      SegmentCommand.class,
      PromptCommand.class,
      ConflateCommand.class,
      DensityCommand.class,
      EvaluateCommand.class,
      ModelsCommand.class,
      RunsCommand.class,
      ExportCommand.class,
      ChangesCommand.class,
      DbCommand.class,
      SqlCommand.class,
      DoctorCommand.class,
      BenchCommand.class
    })
public final class Main implements Callable<Integer> {
  /** Done. */
  public static final int DONE = 0;

  /** Failed after work had begun. */
  public static final int FAILED = 1;

  /** Wrong usage, or input refused before any work. */
  public static final int REFUSED = 2;

  /** Done, but some tiles failed. */
  static final int INCOMPLETE = 3;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private final Home home;

  private Main(Home home) {
    this.home = home;
  }

  /** Held here, since the logging library forgets the level of a logger that nobody holds. */
  private static final Logger GEOTOOLS = Logger.getLogger("org.geotools");

  public static void main(String[] args) {
    // What it warns of (positions far outside a projection) is refused with a message of our own.
    GEOTOOLS.setLevel(Level.SEVERE);
    System.exit(execute(args));
  }

  private static int execute(String... args) {
    return execute(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.getenv(),
        args);
  }

  /**
   * Runs a command line in this process, as if Hearth were elsewhere.
   *
   * @param said takes what it prints
   * @return the exit status
   */
  public static int execute(Home home, PrintWriter said, String... args) {
    return commandLine(home).setOut(said).setErr(said).execute(args);
  }

  /** Runs a command line in this process and returns the exit status. */
  static int execute(
      PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
    return commandLine(environment).setOut(out).setErr(err).execute(args);
  }

  /**
   * All commands.
   *
   * @param environment variables that they go by, such as {@code HEARTH_DB}
   */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(Home.locate(version(), environment));
  }

  private static CommandLine commandLine(Home home) {
    CommandLine command = new CommandLine(new Main(home));
    for (CommandLine sub : command.getSubcommands().values()) {
      if (sub.getCommandSpec().userObject() instanceof JobCommand job) {
        JobOptions.addTo(sub.getCommandSpec(), job.jobKeys());
      }
    }
    return command
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionStrategy(OutputPaths::checkAndRun)
        .setExecutionExceptionHandler(Main::explain);
  }

  /** What surrounds a command: where Hearth is, and the environment. */
  public static Home home(CommandLine.Model.CommandSpec command) {
    return ((Main) command.root().userObject()).home;
  }

  /**
   * What a person is told of a command line that is none: for a misspelt command, which is meant.
   */
  private static int explainUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    Set<String> known = command.getSubcommands().keySet();
    if (e instanceof UnmatchedArgumentException unmatched
        && !known.isEmpty()
        && !unmatched.isUnknownOption()) {
      String word = unmatched.getUnmatched().get(0);
      String whole = command.getCommandSpec().qualifiedName();
      InputException told =
          new InputException(
              "'%s %s' is not a command".formatted(whole, word), NearestName.hint(word, known));
      err.println("hearth: " + told.getMessage());
      return REFUSED;
    }
    err.println(e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      command.usage(err);
    }
    return REFUSED;
  }

  /** What a person is told instead of a stack trace, and the exit status that goes with it. */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof InputException) {
      err.println("hearth: " + e.getMessage());
      return REFUSED;
    }
    if (e instanceof InvalidPathException path) {
      String reason = path.getReason();
      err.println(
          "hearth: "
              + new InputException("not the path of a file: " + reason, "Check it.").getMessage());
      return REFUSED;
    }
    if (e instanceof RunStopped) {
      LoggerFactory.getLogger(Main.class).debug("stopped", e);
      err.println("hearth: failed: " + e.getMessage());
      return FAILED;
    }
    if (e instanceof CancellationException) {
      err.println("hearth: " + e.getMessage());
      return FAILED;
    }
    LoggerFactory.getLogger(Main.class).debug("failed", e);
    err.println("hearth: failed: " + firstCause(e));
    err.println("  HEARTH_LOG=debug in front of the command shows where.");
    return FAILED;
  }

  private static String firstCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.toString() : message;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return DONE;
  }

  /** Version of the jar. */
  public static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"hearth " + version()};
    }
  }
}
