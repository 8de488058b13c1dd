package hearth.store;

import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * What a private cluster holds from the start: a login without special rights for the caller, one
 * for each {@link DatabaseRole}, their database, and the extensions, which only a superuser can
 * make. Each step is skipped where it is done.
 *
 * <p>The caller's login owns the database, so that it can have tables of its own, and only reads
 * the schema {@code hearth}.
 */
final class ClusterDatabase {
  static final String NAME = "hearth";
  static final String USER = "hearth";
  static final String ADMIN = "postgres";

  /** Of this set-up; a cluster prepared by another one is prepared again. */
  static final String VERSION = "2";

  private static final String UNDEFINED_FILE = "58P01";
  private static final String FEATURE_NOT_SUPPORTED = "0A000";

  /** The schema of a cluster from before there were roles changes hands. */
  private static final String ADOPT_SCHEMA =
      """
      DO $$
      DECLARE
        command text;
      BEGIN
        FOR command IN
          SELECT format('ALTER SCHEMA %I OWNER TO hearth_owner', n.nspname)
          FROM pg_namespace n WHERE n.nspname = 'hearth'
          UNION ALL
          SELECT format('ALTER %s %s OWNER TO hearth_owner',
            CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, c.oid::regclass)
          FROM pg_class c
          WHERE c.relnamespace = to_regnamespace('hearth') AND c.relkind IN ('r', 'p', 'v')
          UNION ALL
          SELECT format('ALTER FUNCTION %s OWNER TO hearth_owner', p.oid::regprocedure)
          FROM pg_proc p WHERE p.pronamespace = to_regnamespace('hearth')
        LOOP
          EXECUTE command;
        END LOOP;
      END
      $$
      """;

  private ClusterDatabase() {}

  static void prepare(PrivateCluster cluster, int major) {
    DatabaseUrl admin = cluster.adminUrl();
    DatabaseUrl caller = cluster.url();
    try (Connection c = admin.connect()) {
      makeLogin(c, USER, caller.password());
      for (DatabaseRole role : DatabaseRole.values()) {
        makeLogin(c, role.code(), caller.as(role).password());
      }
      execute(c, "GRANT " + DatabaseRole.READER.code() + " TO " + USER);
      if (!exists(c, "SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
        execute(c, "CREATE DATABASE " + NAME + " OWNER " + USER);
      }
      execute(c, "GRANT CREATE ON DATABASE " + NAME + " TO " + DatabaseRole.OWNER.code());
    } catch (SQLException e) {
      throw StoreException.of("setting up the private database", e);
    }
    try (Connection c = admin.withDatabase(NAME).connect()) {
      execute(c, "CREATE EXTENSION IF NOT EXISTS postgis");
      execute(c, "CREATE EXTENSION IF NOT EXISTS postgis_raster");
      execute(c, ADOPT_SCHEMA);
      // What the caller brings along is there to be asked about.
      execute(
          c,
          "ALTER DEFAULT PRIVILEGES FOR ROLE %s GRANT SELECT ON TABLES TO %s"
              .formatted(USER, DatabaseRole.READER.code()));
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

  private static void makeLogin(Connection c, String name, char[] password) throws SQLException {
    if (!exists(c, "SELECT FROM pg_roles WHERE rolname = '" + name + "'")) {
      execute(c, "CREATE ROLE " + name + " LOGIN");
    }
    // The driver hashes the password here: the server never sees it in a statement it may log.
    c.unwrap(PGConnection.class).alterUserPassword(name, password, "scram-sha-256");
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
