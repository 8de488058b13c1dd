package hearth.store;

import hearth.geo.InputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs of one installed PostgreSQL server.
 *
 * @param folder where {@code initdb}, {@code pg_ctl} and {@code postgres} are
 * @param major major version, for example 15
 */
record ServerPrograms(Path folder, int major) {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final Pattern VERSION = Pattern.compile("\\b(\\d+)(?:\\.|devel|beta|rc|\\s|$)");

  /** Distributions keep server programs off the PATH, one folder for each major version. */
  static List<ServerPrograms> installed(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
      versions.forEach(v -> folders.add(v.resolve("bin")));
    } catch (IOException absent) {
      // Another distribution, or no server at all: the other places tell.
    }
    List<Path> path = new ArrayList<>();
    for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (entry.startsWith("/")) {
        path.add(Path.of(entry));
      }
    }
    path.stream()
        .map(p -> p.resolve("pg_config"))
        .filter(Files::isExecutable)
        .findFirst()
        .flatMap(c -> firstLine(c, "--bindir"))
        .map(line -> Path.of(line))
        .ifPresent(folders::add);
    folders.addAll(path);
    return folders.stream()
        .filter(f -> Files.isExecutable(f.resolve("initdb")))
        .filter(f -> Files.isExecutable(f.resolve("pg_ctl")))
        .flatMap(f -> majorOf(f).stream().map(m -> new ServerPrograms(f, m)))
        .sorted(Comparator.comparingInt(ServerPrograms::major).reversed())
        .toList();
  }

  /** The newest. */
  static ServerPrograms newest(Map<String, String> environment) {
    return installed(environment).stream().findFirst().orElseThrow(ServerPrograms::none);
  }

  /** Those that can run a cluster that a given major version made. */
  static ServerPrograms ofMajor(int major, Path cluster, Map<String, String> environment) {
    List<ServerPrograms> all = installed(environment);
    if (all.isEmpty()) {
      throw none();
    }
    return all.stream()
        .filter(p -> p.major == major)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s was made by PostgreSQL %d, installed is %d"
                        .formatted(cluster, major, all.get(0).major),
                    "Install postgresql-%d with its PostGIS, or move the folder away to start with an empty database."
                        .formatted(major)));
  }

  String program(String name) {
    return folder.resolve(name).toString();
  }

  private static InputException none() {
    return new InputException(
        "the programs of a PostgreSQL server are not installed (looked in "
            + DEBIAN
            + "/*/bin, pg_config --bindir and PATH)",
        "Install them (Debian, Ubuntu: apt install postgresql postgis postgresql-15-postgis-3, with"
            + " the version that apt offers), or name another server by --db or HEARTH_DB.");
  }

  private static Optional<Integer> majorOf(Path folder) {
    return firstLine(folder.resolve("pg_ctl"), "--version").flatMap(ServerPrograms::majorIn);
  }

  /** From a line such as {@code pg_ctl (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)}. */
  static Optional<Integer> majorIn(String versionLine) {
    Matcher m = VERSION.matcher(versionLine);
    return m.find() ? Optional.of(Integer.valueOf(m.group(1))) : Optional.empty();
  }

  private static Optional<String> firstLine(Path program, String option) {
    try {
      Process p =
          new ProcessBuilder(program.toString(), option)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      p.getOutputStream().close();
      String out =
          new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return p.waitFor() == 0 ? out.lines().findFirst() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
