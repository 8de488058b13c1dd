package hearth.store;

import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * What a private cluster holds from the start: a role without special rights, its database, and the
 * extensions, which only a superuser can make. Each step is skipped where it is done.
 */
final class ClusterDatabase {
  static final String NAME = "hearth";
  static final String USER = "hearth";
  static final String ADMIN = "postgres";

  private static final String UNDEFINED_FILE = "58P01";
  private static final String FEATURE_NOT_SUPPORTED = "0A000";

  private ClusterDatabase() {}

  static void prepare(PrivateCluster cluster, int major) {
    DatabaseUrl admin = cluster.adminUrl();
    try (Connection c = admin.connect()) {
      if (!exists(c, "SELECT FROM pg_roles WHERE rolname = '" + USER + "'")) {
        execute(c, "CREATE ROLE " + USER + " LOGIN");
      }
      // The driver hashes the password here: the server never sees it in a statement it may log.
      c.unwrap(PGConnection.class)
          .alterUserPassword(USER, cluster.url().password(), "scram-sha-256");
      if (!exists(c, "SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
        execute(c, "CREATE DATABASE " + NAME + " OWNER " + USER);
      }
    } catch (SQLException e) {
      throw StoreException.of("setting up the private database", e);
    }
    try (Connection c = admin.withDatabase(NAME).connect()) {
      execute(c, "CREATE EXTENSION IF NOT EXISTS postgis");
      execute(c, "CREATE EXTENSION IF NOT EXISTS postgis_raster");
    } catch (SQLException e) {
      if (UNDEFINED_FILE.equals(e.getSQLState()) || FEATURE_NOT_SUPPORTED.equals(e.getSQLState())) {
        throw new InputException(
            "PostGIS is not installed for PostgreSQL " + major,
            "Install it (Debian, Ubuntu: apt install postgresql-%d-postgis-3), then try again."
                .formatted(major),
            e);
      }
      throw StoreException.of("setting up the private database", e);
    }
  }

  private static boolean exists(Connection c, String query) throws SQLException {
    try (Statement s = c.createStatement()) {
      return s.executeQuery(query).next();
    }
  }

  private static void execute(Connection c, String statement) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(statement);
    }
  }
}
