package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each role does what it may, and is stopped when it tries what it may not. */
@Timeout(120)
class DatabaseRolesTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final String NO_RIGHTS = "42501";

  @BeforeAll
  static void writeRun() throws SQLException {
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start("town"))) {
      run.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1)));
      run.finish(Town.asIs());
    }
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start("again"))) {
      run.finish(Town.with(12, 18));
    }
  }

  private static Connection as(DatabaseRole role) throws SQLException {
    return POSTGRES.url().as(role).connect();
  }

  private static void assertRefused(Connection c, String statement) {
    SQLException e =
        assertThrows(
            SQLException.class, () -> c.createStatement().execute(statement), () -> statement);
    assertEquals(NO_RIGHTS, e.getSQLState(), () -> statement + ": " + e.getMessage());
  }

  private static List<String> relations(Connection c, String kinds) throws SQLException {
    return Sql.rows(
        c,
        "SELECT oid::regclass FROM pg_class WHERE relnamespace = 'hearth'::regnamespace AND relkind"
            + " IN (%s) ORDER BY 1".formatted(kinds));
  }

  @Test
  void theReaderReadsAllAndWritesNothing() throws SQLException {
    try (Connection c = as(DatabaseRole.READER)) {
      List<String> all = relations(c, "'r', 'p', 'v'");
      assertTrue(all.size() > 15, all.toString());
      for (String relation : all) {
        Sql.rows(c, "SELECT * FROM " + relation + " LIMIT 1");
      }
      for (String table : relations(c, "'r', 'p'")) {
        assertRefused(c, "DELETE FROM " + table);
        assertRefused(c, "TRUNCATE " + table);
        assertRefused(c, "INSERT INTO " + table + " DEFAULT VALUES");
      }
      assertRefused(c, "UPDATE hearth.run SET state = 'failed'");
      assertRefused(c, "SELECT hearth.density_create(4711)");
      assertRefused(c, "SELECT hearth.density_drop(1)");
      assertRefused(c, "SELECT hearth.run_delete(1)");
      assertRefused(c, "CREATE TABLE public.mine (i integer)");
      cannotClimb(c, DatabaseRole.WRITER);
    }
  }

  @Test
  void theWriterCannotAlterTheSchema() throws SQLException {
    try (Connection c = as(DatabaseRole.WRITER)) {
      for (String relation : relations(c, "'r', 'p'")) {
        assertRefused(c, "ALTER TABLE " + relation + " ADD COLUMN extra integer");
        assertRefused(c, "DROP TABLE " + relation);
        assertRefused(c, "TRUNCATE " + relation);
        assertRefused(c, "CREATE INDEX ON " + relation + " ((1))");
      }
      assertRefused(c, "DROP VIEW hearth.buildings");
      assertRefused(c, "CREATE OR REPLACE VIEW hearth.runs AS SELECT 1 AS id");
      assertRefused(c, "CREATE TABLE hearth.extra (i integer)");
      assertRefused(c, "CREATE FUNCTION hearth.extra() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
      assertRefused(c, "DROP FUNCTION hearth.run_delete(bigint)");
      assertRefused(c, "ALTER FUNCTION hearth.run_delete(bigint) SECURITY DEFINER");
      assertRefused(c, "ALTER SCHEMA hearth RENAME TO other");
      assertRefused(c, "INSERT INTO hearth.schema_version SELECT * FROM hearth.schema_version");
      assertRefused(c, "DELETE FROM hearth.schema_version");
      assertRefused(c, "DELETE FROM hearth.density");
      cannotClimb(c, DatabaseRole.OWNER);
    }
  }

  private static void cannotClimb(Connection c, DatabaseRole higher) {
    assertRefused(c, "SET ROLE " + higher.code());
    assertRefused(c, "SELECT hearth.grant_rights()");
    assertRefused(c, "CREATE ROLE friend");
    assertRefused(c, "COPY hearth.run TO PROGRAM 'cat'");
    assertRefused(c, "SELECT pg_read_file('/etc/passwd')");
  }

  @Test
  void theEngineRunsAsTheWriterAndMigrationsAsTheOwner() throws SQLException {
    assertEquals(
        "hearth_writer|hearth_writer",
        Sql.one(POSTGRES.database(), "SELECT current_user, session_user"));
    assertEquals(
        "hearth_owner",
        Sql.one(
            POSTGRES.database(),
            """
            SELECT relowner::regrole FROM pg_class WHERE relnamespace = 'hearth'::regnamespace
            UNION SELECT proowner::regrole FROM pg_proc WHERE pronamespace = 'hearth'::regnamespace
            UNION SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'hearth'
            """));
    assertEquals(
        "f|f|f",
        Sql.one(
            POSTGRES.database(),
            "SELECT bool_or(rolsuper), bool_or(rolcreaterole), bool_or(rolcreatedb) FROM pg_roles"
                + " WHERE rolname LIKE 'hearth%'"));
  }

  /** What runs with the owner's rights is for the writer, and for nobody else. */
  @Test
  void nobodyBorrowsTheOwnersRights() {
    assertEquals(
        List.of(
            "density_attach|t|f|f|t",
            "density_create|t|f|f|t",
            "density_drop|t|f|f|t",
            "density_overview_attach|t|f|f|t",
            "density_overview_create|t|f|f|t"),
        Sql.rows(
            POSTGRES.database(),
            """
            SELECT p.proname, has_function_privilege('hearth_writer', p.oid, 'EXECUTE'),
              has_function_privilege('hearth_reader', p.oid, 'EXECUTE'),
              has_function_privilege('hearth', p.oid, 'EXECUTE'),
              array_to_string(p.proconfig, ',') LIKE '%, pg_temp%'
            FROM pg_proc p
            WHERE p.pronamespace = 'hearth'::regnamespace AND p.prosecdef
            ORDER BY 1
            """));
  }

  /** The caller's own login on the private cluster: its own tables, and nobody else's. */
  @Test
  void theCallerHasTablesOfItsOwnWhichTheReaderSees() throws SQLException {
    try (Connection c = POSTGRES.url().connect()) {
      c.createStatement().execute("CREATE TABLE public.mine (i integer)");
      assertRefused(c, "DELETE FROM hearth.run");
      assertRefused(c, "DROP TABLE hearth.run");
      try (Connection reader = as(DatabaseRole.READER)) {
        assertEquals(List.of(), Sql.rows(reader, "SELECT * FROM public.mine"));
        assertRefused(reader, "DROP TABLE public.mine");
      } finally {
        c.createStatement().execute("DROP TABLE public.mine");
      }
    }
  }

  /** Every example that users are shown, by psql as the reader, as they stand on the page. */
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/sql.md"})
  void theReaderRunsEveryExample(String page) throws Exception {
    try (Connection c = POSTGRES.url().connect()) {
      c.createStatement()
          .execute(
              """
              CREATE TABLE IF NOT EXISTS public.clinics (name text, geom geometry(Point, 4326));
              INSERT INTO public.clinics VALUES ('a', 'SRID=4326;POINT(85.511 27.633)');
              CREATE TABLE IF NOT EXISTS public.my_districts (
                code text PRIMARY KEY, name text, outline geometry(Polygon, 4326));
              INSERT INTO public.my_districts
                SELECT '1', 'd', ST_MakeEnvelope(85.5, 27.6, 85.6, 27.7, 4326)
                ON CONFLICT DO NOTHING;
              """);
    }
    List<String> examples = examples(Files.readString(Path.of(page)));
    assertTrue(examples.size() >= 8, page + " has " + examples.size() + " examples");
    for (String example : examples) {
      psql(example.replace("banepa-1a2b3c4d", "town").replace("banepa-5e6f7a8b", "again"));
    }
  }

  private static List<String> examples(String page) {
    List<String> found = new ArrayList<>();
    Matcher block = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page);
    while (block.find()) {
      if (!block.group(1).contains("auto_explain")) { // only a superuser loads modules
        found.add(block.group(1));
      }
    }
    Matcher command = Pattern.compile("printed by: \\./hearth sql \"(.*)\" -->").matcher(page);
    while (command.find()) {
      found.add(command.group(1));
    }
    Matcher indented = Pattern.compile("(?m)^    (SELECT .*;)$").matcher(page);
    while (indented.find()) {
      found.add(indented.group(1));
    }
    return found;
  }

  private static void psql(String statements) throws Exception {
    DatabaseUrl reader = POSTGRES.url().as(DatabaseRole.READER);
    PsqlCommand psql = PsqlCommand.of(reader, Optional.of(statements));
    ProcessBuilder builder = new ProcessBuilder(psql.arguments()).redirectErrorStream(true);
    builder.environment().putAll(psql.environment());
    builder.environment().remove("PGPASSFILE");
    builder.environment().put("PGPASSWORD", new String(reader.password()));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> statements + "\n" + output);
  }

  private static DatabaseUrl login(String user, String password, String database) {
    return DatabaseUrl.find(
            Optional.of(
                "jdbc:postgresql://%s/%s?user=%s"
                    .formatted(POSTGRES.url().hosts(), database, user)),
            Map.of("HEARTH_DB_PASSWORD", password))
        .orElseThrow();
  }

  /** A server of somebody else's, where the login is not in our roles. */
  @Test
  void whereTheLoginMayNotTakeRolesItDoesEverythingItself() throws SQLException {
    try (Connection c = POSTGRES.adminUrl().connect()) {
      c.createStatement().execute("CREATE ROLE stranger LOGIN PASSWORD 'strange'");
      c.createStatement().execute("CREATE DATABASE strange OWNER stranger TEMPLATE template0");
    }
    try (Connection c = POSTGRES.adminUrl().withDatabase("strange").connect()) {
      c.createStatement().execute("CREATE EXTENSION postgis");
      c.createStatement().execute("CREATE EXTENSION postgis_raster");
    }
    DatabaseUrl url = login("stranger", "strange", "strange");
    for (int time = 0; time < 2; time++) {
      try (Database database = Database.open(url, 1)) {
        try (RunAttempt run = new RunStore(database).begin(Rows.start("town"))) {
          run.finish(Town.asIs());
        }
        assertEquals("stranger", Sql.one(database, "SELECT current_user"));
        assertEquals("56", Sql.one(database, "SELECT sum(stored) FROM hearth.unit_balance"));
      }
    }
  }

  @Test
  void aLoginThatOnlyReadsCanListAndIsToldWhenItWrites() throws SQLException {
    try (Connection c = POSTGRES.adminUrl().connect()) {
      c.createStatement().execute("CREATE ROLE analyst LOGIN PASSWORD 'a' IN ROLE hearth_reader");
    }
    try (Database database = Database.open(login("analyst", "a", POSTGRES.url().database()), 1)) {
      RunStore store = new RunStore(database);
      assertTrue(store.list().stream().anyMatch(r -> r.id().equals("town")));
      assertFalse(store.buildings(store.require("town")).isEmpty());
      StoreException e = assertThrows(StoreException.class, () -> store.begin(Rows.start("mine")));
      assertTrue(e.getMessage().contains("permission denied"), e.getMessage());
      assertTrue(e.getMessage().contains("Ask the owner of the database"), e.getMessage());
      assertFalse(e.mayPass());
    }
  }

  /** A login that may act as both, as it would be on a server of an office. */
  @Test
  void aLoginInBothRolesTakesThemInTurn() {
    DatabaseUrl url = DatabaseUrl.find(Optional.empty(), POSTGRES.environment()).orElseThrow();
    try (Database database = Database.open(url, 1)) {
      assertEquals(
          "hearth_writer|operator", Sql.one(database, "SELECT current_user, session_user"));
    }
  }
}
