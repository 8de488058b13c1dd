package hearth.store;

import hearth.geo.InputException;
import hearth.store.ServerAccount.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of one's own, made from the installed PostgreSQL and PostGIS: its data in the
 * user's data folder, reached by a loopback port that is chosen once and kept, scram passwords in
 * files that only the caller can read: one for the caller's own login, one for each {@link
 * DatabaseRole}.
 *
 * <p>Every call is idempotent and may be made by several processes at once. As root the server
 * belongs to the account {@code postgres} and runs as it.
 */
public final class PrivateCluster {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateCluster.class);

  /** A server that was killed may have to replay its log first. */
  private static final int START_SECONDS = 120;

  private static final int STOP_SECONDS = 60;
  private static final int LOG_LINES = 10;
  private static final long LONGEST_LOG = 8L << 20;
  private static final int PASSWORD_BYTES = 24;

  private final ClusterFolders folders;
  private final Map<String, String> environment;

  private PrivateCluster(ClusterFolders folders, Map<String, String> environment) {
    this.folders = folders;
    this.environment = Map.copyOf(environment);
  }

  /**
   * The cluster of this user: under {@code HEARTH_HOME}, else for root under {@code
   * /var/lib/hearth}, else under {@code ${XDG_DATA_HOME:-~/.local/share}/hearth}.
   */
  public static PrivateCluster ofUser(Map<String, String> environment) {
    return new PrivateCluster(ClusterFolders.ofUser(environment), environment);
  }

  /** A cluster in a folder of its own. */
  static PrivateCluster in(Path home, Map<String, String> environment) {
    return new PrivateCluster(new ClusterFolders(home), environment);
  }

  /**
   * Makes the cluster if there is none, starts it if it does not run, and waits until it accepts
   * connections, for at most two minutes.
   *
   * @return its address, with the password inside
   */
  public DatabaseUrl start() {
    if (!isUp()) {
      folders.makeClientFolder();
      try (ClusterLock lock = ClusterLock.take(folders.lock())) {
        if (!isUp()) {
          startLocked();
        }
      }
    }
    return url();
  }

  /** Stops the server, waiting for what it is writing; false where it did not run. */
  public boolean stop() {
    if (folders.serverProcess().isEmpty()) {
      return false;
    }
    try (ClusterLock lock = ClusterLock.take(folders.lock())) {
      if (folders.serverProcess().isEmpty()) {
        return false;
      }
      Outcome o = control("stop", "-m", "fast", "-w", "-t", Integer.toString(STOP_SECONDS));
      if (!o.ok()) {
        throw failed("the private database did not stop", o);
      }
      ClusterSettings.dropSocketFolder(account(), folders);
      return true;
    }
  }

  public ClusterStatus status() {
    OptionalInt version = folders.dataVersion();
    if (version.isEmpty()) {
      return new ClusterStatus(
          ClusterStatus.State.ABSENT, folders.db(), "", OptionalInt.empty(), OptionalLong.empty());
    }
    OptionalLong process = folders.serverProcess();
    return new ClusterStatus(
        process.isPresent() ? ClusterStatus.State.RUNNING : ClusterStatus.State.STOPPED,
        folders.db(),
        Integer.toString(version.getAsInt()),
        folders.keptPort(),
        process);
  }

  /** Its address, with the password inside; refused where there is no cluster yet. */
  public DatabaseUrl url() {
    return urlOf(ClusterDatabase.NAME, ClusterDatabase.USER, folders.password());
  }

  /** The address of its superuser, who makes extensions. */
  DatabaseUrl adminUrl() {
    return urlOf("postgres", ClusterDatabase.ADMIN, folders.adminPassword());
  }

  ClusterFolders folders() {
    return folders;
  }

  private DatabaseUrl urlOf(String database, String user, Path passwordFile) {
    OptionalInt port = folders.keptPort();
    if (port.isEmpty() || !Files.exists(passwordFile)) {
      throw new InputException(
          "there is no private database under " + folders.home(), "Make it: ./hearth db start");
    }
    String password =
        ClusterFolders.readLine(passwordFile)
            .orElseThrow(
                () ->
                    new InputException(
                        "cannot read " + passwordFile, "Check that it belongs to you."));
    return DatabaseUrl.ofPrivateCluster(
        port.getAsInt(), database, user, password, folders.pgpass(), rolePasswords());
  }

  private Map<DatabaseRole, String> rolePasswords() {
    Map<DatabaseRole, String> found = new EnumMap<>(DatabaseRole.class);
    for (DatabaseRole role : DatabaseRole.values()) {
      ClusterFolders.readLine(folders.password(role)).ifPresent(p -> found.put(role, p));
    }
    return found;
  }

  /** One that an earlier version prepared lacks the roles. */
  private boolean isPrepared() {
    return ClusterFolders.readLine(folders.prepared())
        .filter(ClusterDatabase.VERSION::equals)
        .isPresent();
  }

  private boolean isUp() {
    return isPrepared() && folders.serverProcess().isPresent() && folders.isReady();
  }

  private void startLocked() {
    ServerAccount account = account();
    ServerPrograms programs = programs();
    if (folders.dataVersion().isEmpty()) {
      create(account, programs);
    }
    if (folders.serverProcess().isEmpty() || !folders.isReady()) {
      launch(account);
    }
    if (!isPrepared()) {
      for (DatabaseRole role : DatabaseRole.values()) {
        if (!Files.exists(folders.password(role))) {
          ClusterFolders.writePrivate(folders.password(role), newPassword() + "\n");
        }
      }
      writePgpass(folders.keptPort().orElseThrow());
      ClusterDatabase.prepare(this, programs.major());
      ClusterFolders.writePrivate(folders.prepared(), ClusterDatabase.VERSION + "\n");
    }
  }

  private void create(ServerAccount account, ServerPrograms programs) {
    LOG.info("making a private database under {}", folders.db());
    account.makeFolder(folders.db());
    String admin = newPassword();
    ClusterFolders.writePrivate(folders.adminPassword(), admin + "\n");
    ClusterFolders.writePrivate(folders.password(), newPassword() + "\n");
    // Made beside its place, so that a broken attempt is not taken for a cluster.
    Path fresh = folders.db().resolve("data.new");
    Path passwordFile = folders.db().resolve("initdb-password");
    account.run(List.of("/bin/rm", "-rf", fresh.toString()), "", STOP_SECONDS);
    account.write(passwordFile, admin + "\n");
    Outcome made =
        account.run(
            List.of(
                programs.program("initdb"),
                "--pgdata=" + fresh,
                "--username=" + ClusterDatabase.ADMIN,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--text-search-config=simple"),
            "",
            START_SECONDS);
    account.run(List.of("/bin/rm", "-f", passwordFile.toString()), "", STOP_SECONDS);
    if (!made.ok()) {
      throw new InputException(
          "PostgreSQL's initdb failed:\n    " + made.output().strip().replace("\n", "\n    "),
          "Check the folder " + folders.db() + " and the room on its disk.");
    }
    ClusterSettings.includeOurs(account, fresh);
    Outcome moved =
        account.run(
            List.of("/bin/mv", "-T", fresh.toString(), folders.data().toString()),
            "",
            STOP_SECONDS);
    if (!moved.ok()) {
      throw new InputException(
          "cannot move " + fresh + " to its place: " + moved.output().strip(),
          "Move " + folders.data() + " away.");
    }
  }

  private void launch(ServerAccount account) {
    dropStalePid(account);
    int port = ClusterSettings.freePort(folders.keptPort());
    folders
        .keptPort()
        .ifPresent(
            kept -> {
              if (kept != port) {
                LOG.warn(
                    "port {} of the private database is taken by another program: now {}",
                    kept,
                    port);
              }
            });
    ClusterSettings.write(account, folders, port);
    ClusterFolders.writePrivate(folders.port(), port + "\n");
    writePgpass(port);
    trimLog(account);
    Outcome o =
        control(
            "start", "-w", "-t", Integer.toString(START_SECONDS), "-l", folders.log().toString());
    if (!o.ok()) {
      throw failed(
          "the private database did not start within " + START_SECONDS + " s, or not at all", o);
    }
  }

  /** For psql and QGIS: the caller's own login, and those of the roles. */
  private void writePgpass(int port) {
    StringBuilder lines = new StringBuilder();
    Map<String, Path> logins = new TreeMap<>();
    logins.put(ClusterDatabase.USER, folders.password());
    for (DatabaseRole role : DatabaseRole.values()) {
      logins.put(role.code(), folders.password(role));
    }
    logins.forEach(
        (login, file) ->
            ClusterFolders.readLine(file)
                .ifPresent(
                    password ->
                        lines.append(
                            "127.0.0.1:%d:%s:%s:%s%n"
                                .formatted(port, ClusterDatabase.NAME, login, password))));
    ClusterFolders.writePrivate(folders.pgpass(), lines.toString());
  }

  /** A file that a dead server left keeps a new one from starting if its number is in use. */
  private void dropStalePid(ServerAccount account) {
    if (Files.exists(folders.postmasterPid()) && folders.serverProcess().isEmpty()) {
      LOG.info("removing {}, left by a server that is gone", folders.postmasterPid());
      account.run(List.of("/bin/rm", "-f", folders.postmasterPid().toString()), "", STOP_SECONDS);
    }
  }

  private void trimLog(ServerAccount account) {
    try {
      if (Files.exists(folders.log()) && Files.size(folders.log()) > LONGEST_LOG) {
        String log = folders.log().toString();
        account.run(List.of("/bin/mv", "-f", log, log + ".1"), "", STOP_SECONDS);
      }
    } catch (IOException e) {
      LOG.debug("log of the private database not looked at", e);
    }
  }

  private Outcome control(String verb, String... options) {
    List<String> command = new java.util.ArrayList<>();
    command.add(programs().program("pg_ctl"));
    command.add(verb);
    command.add("-D");
    command.add(folders.data().toString());
    command.addAll(List.of(options));
    return account().run(command, "", START_SECONDS + 10);
  }

  private InputException failed(String what, Outcome outcome) {
    String last = outcome.output().strip().lines().reduce((a, b) -> b).orElse("");
    return new InputException(
        "%s (%s). Last lines of %s:\n    %s"
            .formatted(what, last, folders.log(), folders.logTail(LOG_LINES)),
        "Mend what the log names (room on the disk, rights of the folder, memory), then try again,"
            + " or name another server by --db or HEARTH_DB.");
  }

  private ServerAccount account() {
    return ServerAccount.forCaller();
  }

  private ServerPrograms programs() {
    OptionalInt version = folders.dataVersion();
    return version.isPresent()
        ? ServerPrograms.ofMajor(version.getAsInt(), folders.data(), environment)
        : ServerPrograms.newest(environment);
  }

  private static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
