package hearth.store;

import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Keeps a run id to one process: an advisory lock of the server, held by a connection of its own.
 * It ends with the connection, so that a process that died holds nothing.
 */
final class RunLock implements AutoCloseable {
  /** Advisory locks share one space of numbers; the prefix keeps ours apart. */
  private static final String LOCK =
      "SELECT pg_try_advisory_lock(hashtextextended('hearth.run ' || ?, 0))";

  private static final String UNLOCK =
      "SELECT pg_advisory_unlock(hashtextextended('hearth.run ' || ?, 0))";

  private static final int CHECK_SECONDS = 5;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final long PAUSE_MILLIS = 100;

  private final Database database;
  private final String id;
  private Connection connection;

  private RunLock(Database database, String id, Connection connection) {
    this.database = database;
    this.id = id;
    this.connection = connection;
  }

  /** Refused while another process has it. */
  static RunLock take(Database database, String id) {
    Connection held =
        acquire(database, id)
            .orElseThrow(
                () ->
                    new InputException(
                        "another process is working on run " + id,
                        "Wait until it is done, or end it."));
    return new RunLock(database, id, held);
  }

  /**
   * Tries for a few seconds: the server notices a little later than we that a process has died.
   * Empty while another process holds it.
   */
  private static Optional<Connection> acquire(Database database, String id) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    try {
      Connection c = database.connection();
      try {
        while (!call(c, LOCK, id)) {
          if (System.nanoTime() > end) {
            c.close();
            return Optional.empty();
          }
          Thread.sleep(PAUSE_MILLIS);
        }
        return Optional.of(c);
      } catch (InterruptedException e) {
        c.close();
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      } catch (SQLException | RuntimeException e) {
        c.close();
        throw e;
      }
    } catch (SQLException e) {
      throw StoreException.of("locking run " + id, e);
    }
  }

  /**
   * Takes the lock again where its connection was lost. Where that cannot be done yet, trying again
   * makes sense: the server may still know the lost connection.
   */
  synchronized void ensureHeld() {
    try {
      if (!connection.isValid(CHECK_SECONDS)) {
        connection.close();
        connection =
            acquire(database, id)
                .orElseThrow(
                    () ->
                        new StoreException(
                            "another process is working on run " + id,
                            "./hearth runs show " + id + " tells how far it is.",
                            true,
                            null));
      }
    } catch (SQLException e) {
      throw StoreException.of("locking run " + id, e);
    }
  }

  private static boolean call(Connection c, String query, String id) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(query)) {
      s.setString(1, id);
      try (ResultSet rows = s.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  @Override
  public synchronized void close() {
    try (Connection c = connection) {
      if (!c.isClosed()) {
        call(c, UNLOCK, id);
      }
    } catch (SQLException e) {
      // The connection is lost, and the lock with it.
      org.slf4j.LoggerFactory.getLogger(RunLock.class).debug("lock of run {} was lost", id, e);
    }
  }
}
