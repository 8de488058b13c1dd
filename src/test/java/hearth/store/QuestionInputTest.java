package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every function that takes a geometry, given what cannot be answered, and what just can. */
@Timeout(60)
class QuestionInputTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  /** How each is asked; population_by through a table of one row. */
  private static final List<String> QUESTIONS =
      List.of(
          "SELECT hearth.population_within(g) FROM (VALUES (%s)) v (g)",
          "SELECT hearth.population_in_buildings(g) FROM (VALUES (%s)) v (g)",
          "SELECT hearth.population_near(g, 5) FROM (VALUES (%s)) v (g)",
          "SELECT sum(b.persons_inside) FROM (VALUES (%s)) v (g), hearth.buildings_in(g) b",
          "SELECT p.persons FROM hearth.population_by('one_area', 'id') p");

  @BeforeAll
  static void writeRuns() throws Exception {
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start("town"))) {
      run.finish(Town.asIs());
    }
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start("bare"))) {
      run.finish(new RunResult(List.of(), Optional.empty()));
    }
    try (Connection c = POSTGRES.adminUrl().connect()) {
      c.createStatement()
          .execute("UPDATE hearth.run SET ended = ended - interval '1 day' WHERE id = 'bare'");
    }
  }

  /** What is given, and what the answer must say: what is wrong, and what to do. */
  private static final List<List<String>> REFUSED =
      List.of(
          List.of("ST_MakeEnvelope(0, 0, 1, 1)", "has no SRID", "ST_SetSRID(geom, 4326)"),
          List.of(
              "ST_SetSRID(ST_MakeEnvelope(0, 0, 1, 1), 990042)",
              "SRID 990042 is not a reference system that the database knows",
              "spatial_ref_sys"),
          List.of(
              "'SRID=4326;POLYGON((85 27, 86 28, 86 27, 85 28, 85 27))'::geometry",
              "not valid: Self-intersection",
              "ST_MakeValid"),
          List.of(
              "'SRID=32645;POLYGON((353010 3057930, 353050 3057990, 353050 3057930, 353010 3057990,"
                  + " 353010 3057930))'::geometry",
              "not valid: Self-intersection",
              "ST_MakeValid"),
          List.of(
              "ST_SetSRID(ST_MakeEnvelope(353010, 3057930, 353070, 3057990), 4326)",
              "SRID 4326, which is in degrees",
              "ST_SetSRID(geom, 32645)"),
          List.of(
              "ST_MakeEnvelope(85.5, 27.6, 85.6, 27.7, 32645)",
              "look like degrees",
              "ST_SetSRID(geom, 4326)"),
          List.of(
              "ST_MakeEnvelope(85.5, 27.6, 85.6, 27.7, 3857)",
              "look like degrees",
              "ST_SetSRID(geom, 4326)"),
          List.of("'SRID=4326;POLYGON((85 27, 86 27, 86 NaN, 85 27))'::geometry", "", "ST_"),
          List.of(
              "ST_MakeEnvelope(-1e300, -1e300, 1e300, 1e300, 3857)",
              "coordinates that are no place",
              "ST_AsText"));

  private static List<String> ask(Connection c, String question, String geometry)
      throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TEMP TABLE IF NOT EXISTS one_area (id integer, geom geometry)");
      s.execute("DELETE FROM one_area");
      s.execute("INSERT INTO one_area VALUES (7, " + geometry + ")");
    }
    return Sql.rows(c, question.formatted(geometry));
  }

  private static String answer(String question, String geometry) throws SQLException {
    try (Connection c = POSTGRES.url().connect()) {
      return String.join(",", ask(c, question, geometry));
    }
  }

  private static String refusal(String question, String geometry) {
    return assertThrows(SQLException.class, () -> answer(question, geometry)).getMessage();
  }

  static Stream<Arguments> refused() {
    return QUESTIONS.stream()
        .flatMap(q -> REFUSED.stream().map(r -> Arguments.of(q, r.get(0), r.get(1), r.get(2))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void refused(String question, String geometry, String what, String remedy) {
    String message = refusal(question, geometry);
    assertTrue(message.contains(what), message);
    assertTrue(message.contains("Hint:") && message.contains(remedy), message);
    assertFalse(message.contains("transform:") || message.contains("GEOS"), message);
    if (question.contains("population_by")) {
      assertTrue(message.contains("one_area with id = '7': "), message);
    }
  }

  /** A point has no area: it is refused wherever an area is asked for. */
  @ParameterizedTest
  @MethodSource("questions")
  void pointsAreRefusedWhereAnAreaIsNeeded(String question) throws SQLException {
    String point = "'SRID=4326;POINT(85.5 27.6)'::geometry";
    if (question.contains("population_near")) {
      assertEquals("-", answer(question, point));
    } else {
      String message = refusal(question, point);
      assertTrue(message.contains("a polygon is needed, not ST_Point"), message);
      assertTrue(message.contains("hearth.population_near"), message);
    }
  }

  static Stream<String> questions() {
    return QUESTIONS.stream();
  }

  /** Nothing of them is an error: far more than the raster, none of it, or no ground at all. */
  @ParameterizedTest
  @MethodSource("questions")
  void hugeAndEmptyAndFarAreAnswered(String question) throws SQLException {
    double all = question.contains("buildings_in(") && question.contains("sum") ? 44 : 56;
    for (String huge :
        List.of(
            "ST_MakeEnvelope(-180, -90, 180, 90, 4326)",
            "ST_MakeEnvelope(-20037508, -20037508, 20037508, 20037508, 3857)",
            "ST_MakeEnvelope(-1e12, -1e12, 1e12, 1e12, 32645)",
            "ST_MakeEnvelope(-1e12, -1e12, 1e12, 1e12, 32644)",
            "ST_Buffer(ST_SetSRID(ST_MakePoint(353100, 3057900), 32645), 3e5, 100000)")) {
      assertEquals(all, Double.parseDouble(answer(question, huge)), 1e-3, huge);
    }
    String empty = answer(question, "'SRID=4326;POLYGON EMPTY'::geometry");
    assertTrue(List.of("0", "-").contains(empty), empty);
    for (String far :
        List.of(
            "ST_MakeEnvelope(10, 50, 11, 51, 4326)",
            // UTM zone 10 north ends long before Nepal.
            "ST_MakeEnvelope(500000, 4000000, 510000, 4010000, 32610)",
            // Polar stereographic.
            "ST_MakeEnvelope(-1000000, -1000000, -900000, -900000, 3031)")) {
      assertEquals("-", answer(question, far), far);
    }
  }

  @ParameterizedTest
  @MethodSource("questions")
  void aRunThatIsNotThereOrHasNoRasterIsNamed(String question) throws SQLException {
    String area = "ST_MakeEnvelope(85, 27, 86, 28, 4326)";
    try (Connection c = POSTGRES.url().connect()) {
      c.createStatement().execute("SET hearth.run = 'nowhere'");
      assertTrue(failure(c, question, area).contains("there is no finished run 'nowhere'"));
      c.createStatement().execute("SET hearth.run = 'bare'");
      if (question.contains("buildings_in(g)") && question.contains("sum(")) {
        assertEquals(List.of("-"), ask(c, question, area));
      } else {
        assertTrue(failure(c, question, area).contains("made without a census"));
      }
    }
  }

  private static String failure(Connection c, String question, String geometry) {
    return assertThrows(SQLException.class, () -> ask(c, question, geometry)).getMessage();
  }

  @ParameterizedTest
  @MethodSource("distances")
  void distancesAreRefused(String metres) {
    String message =
        Sql.error(
            POSTGRES.database(),
            "SELECT hearth.population_near('SRID=4326;POINT(85.5 27.6)'::geometry, "
                + metres
                + ")");
    assertTrue(message.contains("the distance is") && message.contains("Give metres"), message);
  }

  static Stream<String> distances() {
    return Stream.of("0", "-1", "1e9", "'NaN'", "'Infinity'");
  }

  /** The name of a run is looked up, and said back; it is never SQL. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hearth.population_within(ST_MakeEnvelope(85, 27, 86, 28, 4326), %s)",
        "hearth.population_in_buildings(ST_MakeEnvelope(85, 27, 86, 28, 4326), %s)",
        "hearth.population_near('SRID=4326;POINT(85.5 27.6)'::geometry, 5, %s)",
        "(SELECT count(*) FROM hearth.population_by('hearth.rule_set', 'name', 'name', %s))",
        "(SELECT count(*) FROM hearth.buildings_in(ST_MakeEnvelope(85, 27, 86, 28, 4326), %s))",
        "hearth.density_at(85.5, 27.6, %s)",
        "(SELECT count(*) FROM hearth.densest_cells(3, %s))",
        "(SELECT count(*) FROM hearth.why(85.5, 27.6, %s))",
        "(SELECT count(*) FROM hearth.runs_compare(%1$s, %1$s))",
        "(SELECT count(*) FROM hearth.conflation_replay('hearth', %s))"
      })
  void sqlAsTheNameOfARunIsAName(String call) {
    String name = "'x''); DROP TABLE hearth.run; --'";
    String message = Sql.error(POSTGRES.database(), "SELECT " + call.formatted(name));
    assertTrue(message.contains("there is no finished run " + name), message);
    assertEquals("t", Sql.one(POSTGRES.database(), "SELECT count(*) > 0 FROM hearth.run"));
  }
}
