package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.InputException;
import hearth.pipeline.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Python program to measure beside Hearth: {@code scripts/bench/NAME.py}, with what it needs
 * pinned in {@code scripts/bench/NAME.txt}, in a virtual environment of its own. The environment is
 * made at the first use and again when the list changes; the system's Python stays as it is.
 */
final class PythonPeer {
  private static final int NAME_DIGITS = 8;

  private final Path script;
  private final Path requirements;
  private final Path environments;

  /**
   * @param name of the two files in {@code scripts/bench}
   */
  PythonPeer(Home home, String name) {
    Path folder = home.folder().resolve("scripts").resolve("bench");
    this.script = folder.resolve(name + ".py");
    this.requirements = folder.resolve(name + ".txt");
    this.environments = dataFolder(home).resolve("bench");
  }

  private static Path dataFolder(Home home) {
    String xdg = home.environment().getOrDefault("XDG_DATA_HOME", "");
    Path base =
        xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(xdg);
    return base.resolve("hearth");
  }

  /** The same, for a program that has nothing to tell meanwhile. */
  JsonNode run(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(folder, line -> {}, arguments);
  }

  /**
   * Runs the program, which writes its figures as JSON to the file that it gets as its last
   * argument.
   *
   * @param folder for the log and the figures
   * @param lines is told each line that the program prints
   * @throws InputException if Python, or the network that its packages come from, is missing
   * @throws IllegalStateException if the program fails, with what it printed
   */
  JsonNode run(Path folder, Consumer<String> lines, String... arguments)
      throws IOException, InterruptedException {
    Path json = Files.createTempFile(folder, "peer", ".json");
    List<String> command = new ArrayList<>(List.of(python().toString(), script.toString()));
    command.addAll(Arrays.asList(arguments));
    command.add(json.toString());
    ChildProcess.run(Files.createTempFile(folder, "peer", ".log"), command, lines);
    return new JsonMapper().readTree(json.toFile());
  }

  /** The environment's interpreter; makes the environment if it is not there. */
  Path python() throws IOException, InterruptedException {
    Path environment = environments.resolve(script.getFileName() + "-" + digest());
    Path python = environment.resolve("bin").resolve("python");
    if (Files.exists(python)) {
      return python;
    }
    Files.createDirectories(environments);
    // Made beside its place and moved, so that an interrupted installation is not taken for one.
    Path unfinished = Files.createTempDirectory(environments, "unfinished");
    Path log = unfinished.resolve("log");
    try {
      ChildProcess.run(log, List.of("python3", "-m", "venv", unfinished.toString()));
      ChildProcess.run(
          log,
          List.of(
              unfinished.resolve("bin/python").toString(),
              "-m",
              "pip",
              "install",
              "--quiet",
              "--disable-pip-version-check",
              "-r",
              requirements.toString()));
    } catch (IOException | IllegalStateException e) {
      new ScratchFolder(unfinished).close();
      throw new InputException(
          "no Python environment for the peer of this bench: " + e.getMessage(),
          "Install Python 3 with venv (Debian, Ubuntu: apt install python3-venv), and be online.",
          e);
    }
    return Files.move(unfinished, environment, StandardCopyOption.ATOMIC_MOVE)
        .resolve("bin")
        .resolve("python");
  }

  private String digest() throws IOException {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(Files.readString(requirements).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
