package hearth.cli;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Whether files that a command is to write can be written: asked before any work. */
final class OutputPaths {
  /** Options that name a file to write beside the main result, in whatever command. */
  private static final Set<String> BESIDE = Set.of("--json", "--report", "--png", "--matches");

  private OutputPaths() {}

  /** Checks the options of the command that is to run, then runs it. */
  static int checkAndRun(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    for (OptionSpec option : last.matchedOptions()) {
      if (BESIDE.contains(option.longestName()) && option.getValue() instanceof Path file) {
        try {
          requireWritable(file, option.longestName());
        } catch (InputException e) {
          throw new ExecutionException(last.commandSpec().commandLine(), e.getMessage(), e);
        }
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Makes the folder of a file that is to be written now. */
  static Path inItsFolder(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return file;
  }

  /**
   * Tries it where the file, or the first of its folders that is there, is. Leaves nothing.
   *
   * @param option that names the file, for the message
   * @throws InputException when it cannot be written
   */
  static void requireWritable(Path file, String option) {
    String remedy = "Give a file that you can write as " + option + ".";
    Path whole = file.toAbsolutePath();
    if (Files.isDirectory(whole)) {
      throw new InputException(file + ": is a folder", remedy);
    }
    Path there = whole.getParent();
    while (there != null && Files.notExists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there)) {
      throw new InputException(
          file + ": cannot be written (" + there + " is not a folder)", remedy);
    }
    if (Files.exists(whole) && !Files.isWritable(whole)) {
      throw new InputException(file + ": cannot be written", remedy);
    }
    try {
      Files.delete(Files.createTempFile(there, ".hearth", ""));
    } catch (IOException e) {
      throw new InputException(
          file + ": cannot be written (no file can be made in " + there + ")", remedy, e);
    }
  }
}
