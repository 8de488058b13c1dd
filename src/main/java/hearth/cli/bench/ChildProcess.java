package hearth.cli.bench;

import hearth.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Runs what is measured as a process of its own. */
final class ChildProcess {
  private ChildProcess() {}

  /** A line that says what the figures were measured on. */
  static String machine() {
    return "%d cores, Java %s, hearth %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            Main.version());
  }

  /** The command line of Hearth in a JVM like this one: same class path, same JVM arguments. */
  static List<String> hearthCommand(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /**
   * Runs Hearth and waits for it.
   *
   * @param log takes what it prints
   * @throws IllegalStateException if its exit status is not 0, with what it printed
   */
  static void hearth(Path log, String... arguments) throws IOException, InterruptedException {
    run(log, hearthCommand(arguments));
  }

  /**
   * Runs any command and waits for it.
   *
   * @param log takes what it prints on both streams
   * @throws IllegalStateException if its exit status is not 0, with what it printed
   */
  static void run(Path log, List<String> command) throws IOException, InterruptedException {
    run(log, command, line -> {});
  }

  /**
   * Runs any command and waits for it.
   *
   * @param log takes what it prints on both streams
   * @param lines is told each line of it at once
   * @throws IllegalStateException if its exit status is not 0, with what it printed
   */
  static void run(Path log, List<String> command, Consumer<String> lines)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
        Writer kept = Files.newBufferedWriter(log)) {
      for (String line = printed.readLine(); line != null; line = printed.readLine()) {
        kept.append(line).append('\n').flush();
        lines.accept(line);
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " failed: " + Files.readString(log).strip());
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
