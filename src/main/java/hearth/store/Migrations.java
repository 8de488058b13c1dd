package hearth.store;

import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings the schema up to date by the numbered files of {@code sql/}, each once (Flyway). */
final class Migrations {
  private Migrations() {}

  /**
   * @param postgis schema that holds PostGIS, quoted for SQL
   */
  static void run(DataSource source, String postgis, DatabaseUrl url) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .schemas("hearth")
            .defaultSchema("hearth")
            .table("schema_version")
            .locations("classpath:hearth/sql")
            .placeholders(Map.of("postgis", postgis))
            .failOnMissingLocations(true)
            .loggers("slf4j")
            .load();
    try {
      for (MigrationInfo m : flyway.info().applied()) {
        if (m.getState() == MigrationState.FUTURE_SUCCESS) {
          throw new InputException(
              "the schema in %s was made by a newer Hearth (version %s of it)"
                  .formatted(url, m.getVersion()),
              "Use that version, or another database.");
        }
      }
      // Whoever can only read or write finds a schema that is up to date, or is told so.
      boolean pending = flyway.info().pending().length > 0;
      if (pending) {
        flyway.migrate();
      }
      try (Connection c = source.getConnection()) {
        DatabaseRoles.grant(c, pending);
      }
    } catch (FlywayException e) {
      throw explained(url, e);
    } catch (SQLException e) {
      throw StoreException.of("giving the roles in " + url + " their rights", e);
    }
  }

  private static RuntimeException explained(DatabaseUrl url, FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        if (SqlFault.of(sql) == SqlFault.NO_RIGHTS) {
          return new InputException(
              "the user may not make the tables in %s: %s"
                  .formatted(url, SqlFault.NO_RIGHTS.describe(sql)),
              "Ask the owner of the schema hearth to run the same command once.",
              e);
        }
        return StoreException.of("bringing the schema in " + url + " up to date", sql);
      }
    }
    return new InputException(
        "the schema in %s cannot be brought up to date: %s"
            .formatted(url, String.join("; ", e.getMessage().lines().limit(2).toList())),
        "It was changed by hand, or belongs to something else: use another database.",
        e);
  }
}
