package hearth.store;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where the parts of a private cluster are.
 *
 * <p>{@code db/} belongs to the account that the server runs as: {@code data}, {@code socket},
 * {@code server.log}. {@code client/} belongs to the caller: {@code password}, {@code
 * admin-password}, one password for each role, {@code pgpass} (all 0600), {@code port}, {@code
 * lock}, {@code prepared}.
 *
 * @param home the folder that holds both
 */
record ClusterFolders(Path home) {
  ClusterFolders {
    home = home.toAbsolutePath().normalize();
  }

  /** HEARTH_HOME; else {@code /var/lib/hearth} for root, since a root home is closed to others. */
  static ClusterFolders ofUser(Map<String, String> environment) {
    String given = environment.getOrDefault("HEARTH_HOME", "");
    if (!given.isBlank()) {
      return new ClusterFolders(Path.of(given));
    }
    if (ServerAccount.callerIsRoot()) {
      return new ClusterFolders(Path.of("/var/lib/hearth"));
    }
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    // The XDG specification tells to ignore a relative path.
    Path base =
        xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".local", "share");
    return new ClusterFolders(base.resolve("hearth"));
  }

  Path db() {
    return home.resolve("db");
  }

  Path data() {
    return db().resolve("data");
  }

  Path socket() {
    return db().resolve("socket");
  }

  Path log() {
    return db().resolve("server.log");
  }

  Path client() {
    return home.resolve("client");
  }

  Path password() {
    return client().resolve("password");
  }

  Path adminPassword() {
    return client().resolve("admin-password");
  }

  /** Of the login that has a role's name. */
  Path password(DatabaseRole role) {
    return client().resolve(role.name().toLowerCase(java.util.Locale.ROOT) + "-password");
  }

  Path pgpass() {
    return client().resolve("pgpass");
  }

  Path port() {
    return client().resolve("port");
  }

  Path lock() {
    return client().resolve("lock");
  }

  /** Names the short socket folder, where one was needed. */
  Path shortSocket() {
    return client().resolve("socket");
  }

  /** There once roles, database and extensions were made; holds the version of that set-up. */
  Path prepared() {
    return client().resolve("prepared");
  }

  Path postmasterPid() {
    return data().resolve("postmaster.pid");
  }

  /** Major version that made the data; empty where there are none. */
  OptionalInt dataVersion() {
    return readLine(data().resolve("PG_VERSION"))
        .filter(v -> v.matches("\\d{1,4}"))
        .map(v -> OptionalInt.of(Integer.parseInt(v)))
        .orElse(OptionalInt.empty());
  }

  OptionalInt keptPort() {
    return readLine(port())
        .filter(v -> v.matches("\\d{1,5}"))
        .map(v -> OptionalInt.of(Integer.parseInt(v)))
        .orElse(OptionalInt.empty());
  }

  /**
   * The running server's process. The number in {@code postmaster.pid} alone proves nothing: after
   * a restart of the machine or container another process may have it.
   */
  OptionalLong serverProcess() {
    Optional<String> first = readLine(postmasterPid()).filter(l -> l.matches("\\d{1,18}"));
    if (first.isEmpty()) {
      return OptionalLong.empty();
    }
    long pid = Long.parseLong(first.get());
    Path process = Path.of("/proc", Long.toString(pid));
    boolean ours =
        Files.isDirectory(Path.of("/proc/self"))
            ? isGivenData(process) || worksInData(process)
            : ProcessHandle.of(pid).isPresent();
    return ours ? OptionalLong.of(pid) : OptionalLong.empty();
  }

  /** pg_ctl starts {@code postgres -D DATA}; everybody may read a command line. */
  private boolean isGivenData(Path process) {
    try {
      List<String> arguments = List.of(Files.readString(process.resolve("cmdline")).split("\0"));
      return arguments.get(0).endsWith("postgres") && arguments.contains(data().toString());
    } catch (IOException gone) {
      return false;
    }
  }

  /** However it was started, a server works in its data folder. */
  private boolean worksInData(Path process) {
    try {
      return Files.isSameFile(process.resolve("cwd"), data());
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  /** Whether the running server has said that it accepts connections. */
  boolean isReady() {
    try {
      List<String> lines = Files.readAllLines(postmasterPid());
      return lines.size() > 7 && lines.get(7).strip().equals("ready");
    } catch (IOException e) {
      return false;
    }
  }

  void makeClientFolder() {
    try {
      if (Files.notExists(home)) {
        Files.createDirectories(home);
        // Whatever the umask, the server's account must be able to pass.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.createDirectories(client());
      Files.setPosixFilePermissions(client(), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new InputException(
          "cannot make the folder " + client() + ": " + e, "Set HEARTH_HOME to another folder.", e);
    }
  }

  /** Writes a file of the caller whole or not at all, 0600 from its first moment. */
  static void writePrivate(Path file, String content) {
    try {
      Path fresh =
          Files.createTempFile(
              file.getParent(),
              "." + file.getFileName(),
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException(
          "cannot write " + file + ": " + e, "Make room, or check its folder.", e);
    }
  }

  static Optional<String> readLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().map(String::strip);
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** The last lines of the server's log, indented, for messages. */
  String logTail(int lines) {
    try {
      byte[] all = Files.readAllBytes(log());
      int from = Math.max(0, all.length - 8192);
      List<String> tail =
          new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n    ", tail.subList(Math.max(0, tail.size() - lines), tail.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }
}
