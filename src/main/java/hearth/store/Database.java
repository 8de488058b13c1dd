package hearth.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A pool of connections to a database whose schema {@code hearth} is up to date. Thread-safe.
 *
 * <p>The pool holds one connection for each worker, one for whoever reads beside them, and one for
 * the lock of a run.
 */
public final class Database implements AutoCloseable {
  private static final int BESIDE_WORKERS = 2;
  private static final long WAIT_MILLIS = TimeUnit.SECONDS.toMillis(8);

  private final DatabaseUrl url;
  private final HikariDataSource pool;

  private Database(DatabaseUrl url, HikariDataSource pool) {
    this.url = url;
    this.pool = pool;
  }

  /**
   * Connects, checks server and PostGIS, and brings the schema {@code hearth} up to date.
   *
   * <p>Migrations run as {@link DatabaseRole#OWNER}, everything else as {@link
   * DatabaseRole#WRITER}, where the server has these roles and the login may take them.
   *
   * @param url where
   * @param workers threads that will use it at once
   */
  public static Database open(DatabaseUrl url, int workers) {
    String postgis;
    Optional<DatabaseRole> owner;
    DatabaseUrl ownerUrl = url.as(DatabaseRole.OWNER);
    try (Connection c = ownerUrl.connect()) {
      owner = DatabaseRoles.takeOwner(c);
      postgis = DatabaseCheck.check(c, ownerUrl);
    } catch (SQLException e) {
      throw DatabaseCheck.refused(ownerUrl, e);
    }
    try (HikariDataSource migrating = pool(ownerUrl, BESIDE_WORKERS, owner, postgis)) {
      Migrations.run(migrating, postgis, ownerUrl);
    }
    DatabaseUrl writerUrl = url.as(DatabaseRole.WRITER);
    Optional<DatabaseRole> writer;
    try (Connection c = writerUrl.connect()) {
      writer = DatabaseRoles.takeWriter(c);
    } catch (SQLException e) {
      throw DatabaseCheck.refused(writerUrl, e);
    }
    return new Database(url, pool(writerUrl, workers + BESIDE_WORKERS, writer, postgis));
  }

  private static HikariDataSource pool(
      DatabaseUrl url, int size, Optional<DatabaseRole> role, String postgis) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("hearth");
    config.setJdbcUrl(url.driverUrl());
    config.setDataSourceProperties(url.properties());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setConnectionInitSql(
        role.map(r -> "SET ROLE " + r.code() + "; ").orElse("")
            + "SET search_path = hearth, "
            + postgis
            + ", pg_temp");
    return new HikariDataSource(config);
  }

  /** Where it is; its text shows no password. */
  public DatabaseUrl url() {
    return url;
  }

  /** Connections that the server would still take from an ordinary user, those of this pool in. */
  public long freeConnections() {
    return transaction("counting connections", Database::freeConnections);
  }

  /**
   * The same of a database that is not opened: nothing is changed there.
   *
   * @throws InputException where it cannot be reached or refuses the login
   */
  public static long freeConnections(DatabaseUrl url) {
    try (Connection c = url.connect()) {
      c.setReadOnly(true);
      return freeConnections(c);
    } catch (SQLException e) {
      throw DatabaseCheck.refused(url, e);
    }
  }

  private static long freeConnections(Connection c) throws SQLException {
    return Long.parseLong(
        text(
            c,
            """
            SELECT current_setting('max_connections')::bigint
              - current_setting('superuser_reserved_connections')::bigint
              - (SELECT count(*) FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())
            """));
  }

  /** A connection of the pool; closing it gives it back. */
  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /** Work that is done in one transaction, or not at all. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection c) throws SQLException;
  }

  /**
   * Runs work in one transaction.
   *
   * @param doing what it is, for the message of an error: "writing tile 3/4"
   */
  <T> T transaction(String doing, Work<T> work) {
    try (Connection c = connection()) {
      c.setAutoCommit(false);
      try {
        T result = work.run(c);
        c.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(c, e);
        throw e;
      }
    } catch (SQLException e) {
      throw StoreException.of(doing, e);
    }
  }

  private static void rollBack(Connection c, Throwable first) {
    try {
      c.rollback();
    } catch (SQLException e) {
      // The connection is lost, and with it the transaction.
      first.addSuppressed(e);
    }
  }

  /** First column of the only row. */
  static String text(Connection c, String query) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** Used up where a statement gave nothing that must be there. */
  static InputException missing(String what) {
    return new InputException(what + " is not in the database", "See ./hearth runs list.");
  }

  @Override
  public void close() {
    pool.close();
  }
}
