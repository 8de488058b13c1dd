package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One cluster of its own, started and stopped again and again; in a path too long for a socket. */
@Timeout(120)
class PrivateClusterTest {
  private static Path home;
  private static PrivateCluster cluster;

  @BeforeAll
  static void make() throws IOException {
    home = PostgresExtension.temporaryFolder();
    Path deep = home.resolve("a folder, with 'quotes' and spaces/" + "long".repeat(20));
    Files.createDirectories(
        deep, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    cluster = PrivateCluster.in(deep, System.getenv());
    assertEquals(ClusterStatus.State.ABSENT, cluster.status().state());
    InputException none = assertThrows(InputException.class, cluster::url);
    assertTrue(none.getMessage().contains("./hearth db start"), none.getMessage());
    cluster.start();
  }

  @AfterAll
  static void remove() {
    cluster.stop();
    PostgresExtension.delete(home);
  }

  private static int port() {
    return cluster.status().port().orElseThrow();
  }

  private static String answer(DatabaseUrl url) throws Exception {
    try (Connection c = url.connect()) {
      return Sql.rows(c, "SELECT current_user, postgis_lib_version() IS NOT NULL").get(0);
    }
  }

  @Test
  void startingTwiceIsStartingOnce() throws Exception {
    long process = cluster.status().processId().orElseThrow();

    assertEquals("hearth|t", answer(cluster.start()));

    assertEquals(process, cluster.status().processId().orElseThrow());
  }

  @Test
  void stoppedAndStartedItKeepsItsPort() throws Exception {
    cluster.start();
    int port = port();

    assertTrue(cluster.stop());
    assertFalse(cluster.stop());
    assertEquals(ClusterStatus.State.STOPPED, cluster.status().state());
    cluster.start();

    assertEquals(port, port());
    assertEquals("hearth|t", answer(cluster.url()));
  }

  @Test
  void severalStartsAtOnceMakeOneServer() throws Exception {
    cluster.stop();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<DatabaseUrl>> starts =
          threads.invokeAll(java.util.Collections.nCopies(3, () -> cluster.start()));
      for (Future<DatabaseUrl> start : starts) {
        assertEquals("hearth|t", answer(start.get()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aPidFileOfADeadServerIsInNobodysWay() throws Exception {
    cluster.stop();
    // The number now belongs to a process of the server's account that is no server.
    Process other = sleepAsServerAccount();
    try {
      ServerAccount.forCaller()
          .write(
              cluster.folders().postmasterPid(),
              other.pid() + "\n" + cluster.folders().data() + "\n1\n5432\n\n127.0.0.1\n\nready\n");
      assertEquals(ClusterStatus.State.STOPPED, cluster.status().state());

      assertEquals("hearth|t", answer(cluster.start()));
    } finally {
      other.destroy();
    }
  }

  /** setpriv becomes the command: its process is the sleeping one. */
  private static Process sleepAsServerAccount() throws IOException {
    return ServerAccount.callerIsRoot()
        ? new ProcessBuilder(
                "/usr/bin/setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                "/bin/sleep",
                "60")
            .start()
        : new ProcessBuilder("/bin/sleep", "60").start();
  }

  @Test
  void aTakenPortIsLeftToItsOwner() throws Exception {
    cluster.start();
    int before = port();
    cluster.stop();
    try (ServerSocket taken =
        new ServerSocket(before, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      cluster.start();

      assertNotEquals(before, port());
      assertEquals("hearth|t", answer(cluster.url()));
      assertTrue(taken.isBound());
    }
  }

  @Test
  void aServerThatCannotStartShowsItsLog() throws Exception {
    cluster.stop();
    Path settings = cluster.folders().data().resolve("postgresql.auto.conf");
    ServerAccount account = ServerAccount.forCaller();
    account.write(settings, "max_connections = many\n");
    try {
      InputException e = assertThrows(InputException.class, cluster::start);
      assertTrue(e.getMessage().contains("max_connections"), e.getMessage());
      assertTrue(e.getMessage().contains("server.log"), e.getMessage());
    } finally {
      account.write(settings, "");
    }
    assertEquals("hearth|t", answer(cluster.start()));
  }

  @Test
  void itListensOnLoopbackOnlyAndAsksForThePassword() throws Exception {
    DatabaseUrl url = cluster.start();
    try (Connection c = url.connect()) {
      assertEquals(
          List.of("127.0.0.1|scram-sha-256|f"),
          Sql.rows(
              c,
              "SELECT current_setting('listen_addresses'), current_setting('password_encryption'),"
                  + " rolsuper FROM pg_roles WHERE rolname = current_user"));
    }
    DatabaseUrl wrong =
        DatabaseUrl.ofPrivateCluster(
            port(), "hearth", "hearth", "wrong", home.resolve("none"), Map.of());
    InputException e = assertThrows(InputException.class, () -> Database.open(wrong, 1));
    assertTrue(e.getMessage().contains("refuses the login"), e.getMessage());
  }

  @Test
  void secretsStayInFilesThatOnlyTheCallerReads() throws Exception {
    DatabaseUrl url = cluster.start();
    String password = new String(url.password());
    ClusterFolders folders = cluster.folders();
    List<Path> secrets =
        new ArrayList<>(List.of(folders.password(), folders.adminPassword(), folders.pgpass()));
    for (DatabaseRole role : DatabaseRole.values()) {
      secrets.add(folders.password(role));
    }
    for (Path secret : secrets) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    }
    assertTrue(Files.readString(folders.pgpass()).contains(password));
    assertFalse(url.toString().contains(password));
    assertFalse(cluster.status().toString().contains(password));
    assertFalse(Files.readString(folders.log()).contains(password));
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      try {
        assertFalse(Files.readString(commandLine, StandardCharsets.ISO_8859_1).contains(password));
      } catch (IOException gone) {
        // The process ended meanwhile.
      }
    }
  }

  private static void admin(String database, String... statements) throws Exception {
    try (Connection c = cluster.adminUrl().withDatabase(database).connect()) {
      for (String statement : statements) {
        c.createStatement().execute(statement);
      }
    }
  }

  private static final String OWNER_OF_SCHEMA =
      "SELECT DISTINCT o::regrole FROM ("
          + "SELECT nspowner FROM pg_namespace WHERE nspname = 'hearth' UNION ALL"
          + " SELECT relowner FROM pg_class WHERE relnamespace = 'hearth'::regnamespace UNION ALL"
          + " SELECT proowner FROM pg_proc WHERE pronamespace = 'hearth'::regnamespace) x (o)";

  /** A cluster from before there were roles is brought up to date by the next start. */
  @Test
  void theSchemaOfAnEarlierVersionChangesHands() throws Exception {
    Database.open(cluster.start(), 1).close();
    admin("hearth", "REASSIGN OWNED BY hearth_owner TO hearth");
    ClusterFolders.writePrivate(cluster.folders().prepared(), "1\n");

    try (Database database = Database.open(cluster.start(), 1)) {
      assertEquals("hearth_owner", Sql.one(database, OWNER_OF_SCHEMA));
      new RunStore(database).begin(Rows.start("after")).close();
    }
  }

  /** A server without our roles, and a login that may make them. */
  @Test
  void rolesAreMadeByALoginThatMay() throws Exception {
    Database.open(cluster.start(), 1).close();
    for (DatabaseRole role : DatabaseRole.values()) {
      admin("postgres", "ALTER ROLE %1$s RENAME TO was_%1$s".formatted(role.code()));
    }
    try {
      admin(
          "postgres",
          "CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'm'",
          "CREATE DATABASE made OWNER maker TEMPLATE template0");
      admin("made", "CREATE EXTENSION postgis", "CREATE EXTENSION postgis_raster");
      DatabaseUrl url =
          DatabaseUrl.find(
                  java.util.Optional.of(
                      "jdbc:postgresql://127.0.0.1:%d/made?user=maker".formatted(port())),
                  Map.of("HEARTH_DB_PASSWORD", "m"))
              .orElseThrow();
      try (Database database = Database.open(url, 1)) {
        assertEquals("hearth_writer", Sql.one(database, "SELECT current_user"));
        assertEquals("hearth_owner", Sql.one(database, OWNER_OF_SCHEMA));
        assertEquals(
            "f",
            Sql.one(
                database, "SELECT bool_or(rolcanlogin) FROM pg_roles WHERE rolname ~ '^hearth_'"));
        try (RunAttempt run = new RunStore(database).begin(Rows.start("town"))) {
          run.finish(Town.asIs());
        }
        new RunStore(database).delete("town");
      }
    } finally {
      admin("postgres", "DROP DATABASE made");
      for (DatabaseRole role : DatabaseRole.values()) {
        admin(
            "postgres",
            "DROP ROLE " + role.code(),
            "ALTER ROLE was_%1$s RENAME TO %1$s".formatted(role.code()));
      }
      admin("postgres", "DROP ROLE maker");
    }
  }

  /** The driver's modes of TLS, against a server with a certificate of its own. */
  @Test
  void modesOfTlsPassThrough() throws Exception {
    cluster.start();
    ServerAccount account = ServerAccount.forCaller();
    Path data = cluster.folders().data();
    ServerAccount.Outcome made =
        account.run(
            List.of(
                "/usr/bin/openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-keyout",
                data.resolve("server.key").toString(),
                "-out",
                data.resolve("server.crt").toString()),
            "",
            60);
    org.junit.jupiter.api.Assumptions.assumeTrue(made.ok(), "openssl is not installed");
    Path root = home.resolve("root.crt");
    Files.write(root, Files.readAllBytes(data.resolve("server.crt")));
    account.write(data.resolve("postgresql.auto.conf"), "ssl = on\n");
    cluster.stop();
    cluster.start();
    try {
      String query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
      for (String mode : List.of("disable", "require", "verify-ca&sslrootcert=" + root, "prefer")) {
        DatabaseUrl url = withMode(mode);
        try (Connection c = url.connect()) {
          assertEquals(List.of(mode.equals("disable") ? "f" : "t"), Sql.rows(c, query), mode);
        }
        assertEquals(
            mode.replaceFirst("&.*", ""),
            PsqlCommand.of(url, java.util.Optional.empty()).environment().get("PGSSLMODE"));
      }
      // The certificate is for localhost, the address is 127.0.0.1.
      InputException e =
          assertThrows(
              InputException.class,
              () -> Database.open(withMode("verify-full&sslrootcert=" + root), 1));
      assertTrue(e.getMessage().contains("127.0.0.1"), e.getMessage());
    } finally {
      account.write(data.resolve("postgresql.auto.conf"), "");
      cluster.stop();
      cluster.start();
    }
    InputException e =
        assertThrows(InputException.class, () -> Database.open(withMode("require"), 1));
    assertTrue(e.getMessage().contains("SSL"), e.getMessage());
  }

  private static DatabaseUrl withMode(String mode) {
    return DatabaseUrl.find(
            java.util.Optional.of(
                "jdbc:postgresql://127.0.0.1:%d/hearth?user=hearth&sslmode=%s"
                    .formatted(port(), mode)),
            Map.of("HEARTH_DB_PASSWORD", new String(cluster.url().password())))
        .orElseThrow();
  }

  @Test
  void asRootTheServerBelongsToAnotherAccount() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(ServerAccount.callerIsRoot());
    cluster.start();
    Path process = Path.of("/proc", Long.toString(cluster.status().processId().orElseThrow()));

    assertEquals("postgres", Files.getOwner(process).getName());
    assertEquals("postgres", Files.getOwner(cluster.folders().data()).getName());
  }

  @Test
  void aFolderClosedToTheServersAccountIsNamed() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(ServerAccount.callerIsRoot());
    Path closed =
        Files.createDirectory(
            home.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    PrivateCluster inside = PrivateCluster.in(closed.resolve("home"), System.getenv());

    InputException e = assertThrows(InputException.class, inside::start);

    assertTrue(e.getMessage().contains("cannot pass through " + closed), e.getMessage());
  }

  @Test
  void aClusterOfAnotherVersionIsNamed() {
    InputException e =
        assertThrows(InputException.class, () -> ServerPrograms.ofMajor(9, home, System.getenv()));
    assertTrue(e.getMessage().contains("was made by PostgreSQL 9"), e.getMessage());
    assertEquals(15, ServerPrograms.majorIn("pg_ctl (PostgreSQL) 15.13 (Debian)").orElseThrow());
    assertEquals(18, ServerPrograms.majorIn("pg_ctl (PostgreSQL) 18beta1").orElseThrow());
  }

  @Test
  void foldersFollowTheEnvironment() {
    assertEquals(Path.of("/x/db"), ClusterFolders.ofUser(Map.of("HEARTH_HOME", "/x")).db());
    if (ServerAccount.callerIsRoot()) {
      assertEquals(
          Path.of("/var/lib/hearth/db"), ClusterFolders.ofUser(Map.of("XDG_DATA_HOME", "/y")).db());
    } else {
      assertEquals(
          Path.of("/y/hearth/db"), ClusterFolders.ofUser(Map.of("XDG_DATA_HOME", "/y")).db());
    }
  }
}
