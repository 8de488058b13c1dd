package hearth.store;

import hearth.geo.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The operating system's account that the server runs as: the caller's own, or for root the account
 * {@code postgres}, since a PostgreSQL server refuses to run as root.
 *
 * <p>Commands run with an environment of their own, from the root folder, so that neither the
 * caller's {@code PG…} variables nor a folder closed to the account matter.
 */
final class ServerAccount {
  private static final String POSTGRES = "postgres";
  private static final List<Path> SETPRIV =
      List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));
  private static final List<Path> RUNUSER =
      List.of(Path.of("/usr/sbin/runuser"), Path.of("/sbin/runuser"), Path.of("/usr/bin/runuser"));

  private final List<String> prefix;
  private final Optional<UserPrincipal> owner;

  private ServerAccount(List<String> prefix, Optional<UserPrincipal> owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  /** Status and output of a finished command. */
  record Outcome(int status, String output) {
    boolean ok() {
      return status == 0;
    }
  }

  static boolean callerIsRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  static ServerAccount forCaller() {
    if (!callerIsRoot()) {
      return new ServerAccount(List.of(), Optional.empty());
    }
    UserPrincipal postgres;
    try {
      postgres =
          Path.of("/")
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(POSTGRES);
    } catch (UserPrincipalNotFoundException e) {
      throw new InputException(
          "there is no account " + POSTGRES + ", and the database never runs as root",
          "Install PostgreSQL's server, which makes the account, or call hearth as another user.",
          e);
    } catch (IOException e) {
      throw new InputException(
          "cannot look up the account " + POSTGRES + ": " + e.getMessage(),
          "Call hearth as another user.",
          e);
    }
    Optional<Path> setpriv = SETPRIV.stream().filter(Files::isExecutable).findFirst();
    if (setpriv.isPresent()) {
      return new ServerAccount(
          List.of(
              setpriv.get().toString(),
              "--reuid=" + POSTGRES,
              "--regid=" + POSTGRES,
              "--clear-groups",
              "--"),
          Optional.of(postgres));
    }
    Path runuser =
        RUNUSER.stream()
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "neither setpriv nor runuser is installed, and the database never runs as"
                            + " root",
                        "Install util-linux, or call hearth as another user."));
    return new ServerAccount(
        List.of(runuser.toString(), "-u", POSTGRES, "--"), Optional.of(postgres));
  }

  /** Name for messages. */
  String name() {
    return owner.map(UserPrincipal::getName).orElse(System.getProperty("user.name"));
  }

  /** Makes a folder that only the account can enter. */
  void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
      if (owner.isPresent()) {
        Files.setOwner(folder, owner.get());
      }
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new InputException(
          "cannot make the folder " + folder + ": " + e, "Set HEARTH_HOME to another folder.", e);
    }
    if (!run(List.of("/usr/bin/test", "-w", folder.toString()), "", 10).ok()) {
      throw closed(folder);
    }
  }

  /** Names the folder in the way: a home of root, or a root folder that was made for root alone. */
  private InputException closed(Path folder) {
    for (Path parent : parents(folder)) {
      try {
        if (!Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(parent));
          return new InputException(
              "the account %s, which runs the database, cannot pass through %s (%s) to %s"
                  .formatted(name(), parent, mode, folder),
              parent.getParent() == null
                  ? "Open the root folder as it is on every usual system: chmod 755 /"
                  : "Set HEARTH_HOME to a folder whose parents are open to it.");
        }
      } catch (IOException e) {
        break;
      }
    }
    return new InputException(
        "the account %s, which runs the database, cannot enter %s".formatted(name(), folder),
        "Set HEARTH_HOME to a folder whose parents are open to it.");
  }

  private static List<Path> parents(Path folder) {
    List<Path> parents = new ArrayList<>();
    for (Path p = folder.getParent(); p != null; p = p.getParent()) {
      parents.add(0, p);
    }
    return parents;
  }

  /** Writes a file that only the account can read, as the account. */
  void write(Path file, String content) {
    Outcome o =
        run(
            List.of("/bin/sh", "-c", "umask 077 && cat >\"$1\"", "sh", file.toString()),
            content,
            30);
    if (!o.ok()) {
      throw new InputException(
          "cannot write " + file + ": " + o.output().strip(), "Make room, or check its folder.");
    }
  }

  /**
   * Runs a command as the account and waits for it.
   *
   * @param command full path of the program, and arguments; no secrets, others can read them
   * @param input for its standard input; small
   * @param timeoutSeconds after which it is killed
   */
  Outcome run(List<String> command, String input, int timeoutSeconds) {
    List<String> full = new ArrayList<>(prefix);
    full.addAll(command);
    Path output = null;
    try {
      // A file, not a pipe: a server that outlives the command may keep its end of a pipe open.
      output = Files.createTempFile("hearth", ".out");
      ProcessBuilder builder = new ProcessBuilder(full);
      builder.directory(new java.io.File("/"));
      Map<String, String> environment = builder.environment();
      environment.clear();
      environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
      environment.put("LC_ALL", "C.UTF-8");
      environment.put("TZ", "UTC");
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException brokenPipe) {
        // The command ended without reading; its status tells why.
      }
      if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(-1, "no answer within " + timeoutSeconds + " s");
      }
      return new Outcome(
          process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Outcome(-1, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          "interrupted while waiting for " + command.get(0), "Try again.", true, e);
    } finally {
      delete(output);
    }
  }

  private static void delete(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException left) {
        // A temporary file that stays is no reason to fail.
      }
    }
  }
}
