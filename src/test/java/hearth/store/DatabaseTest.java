package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import hearth.geo.InputException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

@Timeout(60)
class DatabaseTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static String refused(DatabaseUrl url) {
    return assertThrows(InputException.class, () -> Database.open(url, 1)).getMessage();
  }

  private static void admin(String... statements) throws SQLException {
    try (Connection c = POSTGRES.adminUrl().connect()) {
      for (String statement : statements) {
        c.createStatement().execute(statement);
      }
    }
  }

  @Test
  void openingAgainMigratesNothing() {
    String applied = "SELECT count(*), max(installed_rank) FROM hearth.schema_version";
    String before = Sql.one(POSTGRES.database(), applied);

    Database.open(POSTGRES.url(), 1).close();

    assertEquals(before, Sql.one(POSTGRES.database(), applied));
  }

  @Test
  void theSchemaIsMadeInAnEmptyDatabaseWithPostgisElsewhere() throws Exception {
    admin("CREATE DATABASE elsewhere OWNER hearth TEMPLATE template0");
    try (Connection c = POSTGRES.adminUrl().withDatabase("elsewhere").connect()) {
      c.createStatement().execute("CREATE SCHEMA \"Gis Ext\"");
      c.createStatement().execute("CREATE EXTENSION postgis SCHEMA \"Gis Ext\"");
      c.createStatement().execute("CREATE EXTENSION postgis_raster SCHEMA \"Gis Ext\"");
      c.createStatement().execute("GRANT USAGE ON SCHEMA \"Gis Ext\" TO PUBLIC");
      c.createStatement().execute("GRANT CREATE ON DATABASE elsewhere TO hearth_owner");
    }
    try (Database database = Database.open(POSTGRES.url().withDatabase("elsewhere"), 1)) {
      try (RunAttempt run = new RunStore(database).begin(Rows.start("r"))) {
        run.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1)));
        run.finish(
            new RunResult(
                List.of(Rows.added(1, 1, 5)),
                Optional.of(Rows.population(new Double[][] {{1.0, 2.0}}))));
      }
      assertEquals("r", Sql.one(database, "SELECT hearth.current_run()"));
      assertEquals(
          1.5,
          Sql.number(
              database,
              "SELECT hearth.population_within("
                  + "ST_GeomFromText('%s', 32645))".formatted(Rows.box(0, 0, 60, 15).toText())));
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    DatabaseUrl url =
        DatabaseUrl.find(Optional.of("jdbc:postgresql://127.0.0.1:1/x?user=u"), Map.of())
            .orElseThrow();
    String message = refused(url);
    assertTrue(message.contains("127.0.0.1:1") && message.contains("not reachable"), message);
    assertTrue(message.contains("./hearth db start"), message);
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    String message = refused(POSTGRES.url().withDatabase("nowhere"));
    assertTrue(message.contains("no database nowhere") && message.contains("createdb"), message);
  }

  @Test
  void postgisThatTheUserMayNotMakeIsAskedFor() throws Exception {
    admin("CREATE DATABASE plain OWNER hearth TEMPLATE template0");
    String message = refused(POSTGRES.url().withDatabase("plain"));
    assertTrue(message.contains("CREATE EXTENSION postgis;"), message);
  }

  @Test
  void rightsThatAreMissingAreAskedFor() throws Exception {
    admin("CREATE DATABASE foreign_db TEMPLATE template0");
    try (Connection c = POSTGRES.adminUrl().withDatabase("foreign_db").connect()) {
      c.createStatement().execute("CREATE EXTENSION postgis");
      c.createStatement().execute("CREATE EXTENSION postgis_raster");
    }
    String message = refused(POSTGRES.url().withDatabase("foreign_db"));
    assertTrue(message.contains("GRANT CREATE ON DATABASE foreign_db"), message);
  }

  @Test
  void aSchemaOfANewerVersionIsRefused() throws Exception {
    admin("CREATE DATABASE newer OWNER hearth TEMPLATE hearth");
    try (Connection c = POSTGRES.adminUrl().withDatabase("newer").connect()) {
      c.createStatement()
          .execute(
              "INSERT INTO hearth.schema_version (installed_rank, version, description, type,"
                  + " script, checksum, installed_by, execution_time, success)"
                  + " VALUES (1000, '1000', 'x', 'SQL', 'V1000__x.sql', 1, 'x', 1, true)");
    }
    String message = refused(POSTGRES.url().withDatabase("newer"));
    assertTrue(message.contains("newer Hearth (version 1000"), message);
  }

  /** At the most talkative level, of every library. */
  @Test
  void noLogHoldsThePassword() throws Exception {
    admin("CREATE DATABASE talk OWNER hearth TEMPLATE hearth");
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> all = new ListAppender<>();
    all.start();
    List<Appender<ILoggingEvent>> others = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender);
    root.addAppender(all);
    root.setLevel(Level.ALL);
    try {
      Database.open(POSTGRES.url().withDatabase("talk"), 1).close();
    } finally {
      root.setLevel(before);
      root.detachAppender(all);
      others.forEach(root::addAppender);
    }
    String password = new String(POSTGRES.url().password());
    assertTrue(all.list.size() > 10, "the libraries did talk");
    for (ILoggingEvent event : all.list) {
      assertFalse(event.getFormattedMessage().contains(password), event.getLoggerName());
    }
  }

  @Test
  void versionsAreComparedByNumber() {
    assertTrue(DatabaseCheck.compare("3.10.1", "3.3") > 0);
    assertEquals(0, DatabaseCheck.compare("3.3.2", "3.3"));
    assertTrue(DatabaseCheck.compare("3.2.9", "3.3") < 0);
  }

  /** A transaction cut by the server is one that may be tried again. */
  @Test
  void aLostConnectionMayPass() {
    StoreException e =
        assertThrows(
            StoreException.class,
            () ->
                POSTGRES
                    .database()
                    .transaction(
                        "being cut",
                        c -> {
                          String pid = Sql.rows(c, "SELECT pg_backend_pid()").get(0);
                          admin("SELECT pg_terminate_backend(" + pid + ")");
                          return Sql.rows(c, "SELECT 1");
                        }));
    assertTrue(e.mayPass(), e.getMessage());
    assertTrue(e.getMessage().startsWith("being cut"), e.getMessage());
    assertEquals("1", Sql.one(POSTGRES.database(), "SELECT 1"));
  }

  @Test
  void connectionsComeBackToThePool() {
    Database database = POSTGRES.database();
    for (int i = 0; i < 20; i++) {
      assertThrows(
          StoreException.class,
          () -> database.transaction("failing", c -> Sql.rows(c, "SELECT 1 / 0")));
    }
    assertFalse(Sql.rows(database, "SELECT 1").isEmpty());
  }
}
