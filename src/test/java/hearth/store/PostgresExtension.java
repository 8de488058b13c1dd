package hearth.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.postgresql.PGConnection;

/**
 * A real PostgreSQL with PostGIS for tests: one private cluster in a temporary folder for the whole
 * JVM, made on first use and removed at its end, and an empty database of its own for each test
 * class.
 *
 * <pre>{@code
 * @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();
 *
 * @Test void stores() { RunStore store = new RunStore(POSTGRES.database()); … }
 * }</pre>
 */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int WORKERS = 4;
  private static final String OPERATOR = "operator";
  private static final String OPERATOR_PASSWORD = "0perator's pass:word";

  private Server server;
  private DatabaseUrl url;
  private Database database;

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(Namespace.create(PostgresExtension.class))
            .getOrComputeIfAbsent(Server.class, key -> new Server(), Server.class);
    url = server.freshDatabase();
    database = Database.open(url, WORKERS);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (database != null) {
      database.close();
    }
  }

  /** The class's own database, its schema up to date, for up to four threads. */
  public Database database() {
    return database;
  }

  /** Address of the class's own database, with the password inside. */
  public DatabaseUrl url() {
    return url;
  }

  /** Address of the class's own database for its superuser. */
  public DatabaseUrl adminUrl() {
    return server.cluster.adminUrl().withDatabase(url.database());
  }

  /**
   * {@code HEARTH_DB…} as a command would find it in its environment: one login that may act as
   * owner and as writer, as the administrator of any server would make it.
   */
  public Map<String, String> environment() {
    String address =
        "jdbc:postgresql://%s/%s?user=%s".formatted(url.hosts(), url.database(), OPERATOR);
    return Map.of("HEARTH_DB", address, "HEARTH_DB_PASSWORD", OPERATOR_PASSWORD);
  }

  /** The cluster, shared by all classes: do not stop it. */
  PrivateCluster cluster() {
    return server.cluster;
  }

  /** A folder that the account of a server can reach, also under root. */
  static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("hearth-test-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final class Server implements ExtensionContext.Store.CloseableResource {
    private final Path folder = temporaryFolder();
    private final PrivateCluster cluster = PrivateCluster.in(folder, System.getenv());
    private final Thread hook = new Thread(this::stop);

    Server() {
      Runtime.getRuntime().addShutdownHook(hook);
      // Brings the database that the others are copied from up to date.
      Database.open(cluster.start(), 1).close();
      try (Connection c = cluster.adminUrl().connect();
          Statement s = c.createStatement()) {
        s.execute("CREATE ROLE " + OPERATOR + " LOGIN");
        c.unwrap(PGConnection.class)
            .alterUserPassword(OPERATOR, OPERATOR_PASSWORD.toCharArray(), "scram-sha-256");
        s.execute("GRANT hearth_owner, hearth_writer TO " + OPERATOR);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    DatabaseUrl freshDatabase() {
      String name = "test_" + NUMBER.incrementAndGet();
      try (Connection c = cluster.adminUrl().connect();
          Statement s = c.createStatement()) {
        s.execute("CREATE DATABASE " + name + " OWNER hearth TEMPLATE hearth");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return cluster.url().withDatabase(name);
    }

    private synchronized void stop() {
      if (Files.exists(folder)) {
        cluster.stop();
        delete(folder);
      }
    }

    @Override
    public void close() {
      stop();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
