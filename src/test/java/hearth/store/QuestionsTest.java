package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.geo.Crs;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/** Answers over {@link Town}, and the indexes that they come by. */
@Timeout(60)
class QuestionsTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @BeforeAll
  static void writeRuns() throws Exception {
    write("other-weights", Town.with(24, 6));
    // So many houses that reading them all is no plan.
    List<Building> crowd = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      crowd.add(Rows.added(20 * (i % 60), 20 * (i / 60), 8));
    }
    write("crowd", RunResult.withoutCensus(crowd));
    write("bare", RunResult.withoutCensus(List.of(Town.A)));
    write("town", Town.asIs());
    try (Connection c = POSTGRES.adminUrl().connect()) {
      c.createStatement().execute("ANALYZE hearth.building");
      c.createStatement()
          .execute(
              """
              CREATE TABLE public.quarters (
                id integer PRIMARY KEY, "odd ""name"";" text, geom geometry(Polygon, 32645));
              INSERT INTO public.quarters VALUES
                (2, 'west', %s), (1, 'row; DROP TABLE hearth.run', %s), (3, 'nowhere', %s);
              CREATE TABLE public."it's; DROP TABLE ""quarters\""" (area geography(Polygon));
              INSERT INTO public."it's; DROP TABLE ""quarters\"""
                SELECT ST_Transform(geom, 4326)::geography FROM public.quarters WHERE id = 2;
              CREATE VIEW public.view_of_quarters AS SELECT * FROM public.quarters;
              GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
              """
                  .formatted(
                      sql(Rows.box(0, 0, 60, 60)),
                      sql(Rows.box(0, 0, 180, 30)),
                      sql(Rows.box(0, 60, 180, 30))));
    }
  }

  private static void write(String id, RunResult result) {
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start(id))) {
      run.finish(result);
    }
  }

  static String sql(Geometry metric) {
    return "ST_GeomFromText('%s', 32645)".formatted(metric.toText());
  }

  private static String ask(String query) {
    return Sql.one(POSTGRES.database(), "SELECT " + query);
  }

  private static double number(String call) {
    return Sql.number(POSTGRES.database(), "SELECT " + call);
  }

  private static double inBuildings(Geometry area) {
    return number("hearth.population_in_buildings(" + sql(area) + ")");
  }

  @Test
  void peopleOfBuildingsLiveInTheirBuildings() {
    assertEquals(10, inBuildings(Rows.box(10, 10, 10, 10)), 1e-6, "exactly house A");
    assertEquals(20.0 / 9, number("hearth.population_within(" + sql(Town.A.outline()) + ")"), 1e-6);
    assertEquals(20 / 2.0, inBuildings(Rows.box(25, 0, 5, 60)), 1e-6, "half of house B");
    assertEquals(14, inBuildings(Rows.box(50, 35, 20, 20)), 1e-9, "both units' parts of house D");
    assertEquals(44, inBuildings(Rows.box(0, 0, 120, 60)), 1e-9);
    assertEquals(0, inBuildings(Rows.box(70, 10, 8, 8)), "the garage");
  }

  @Test
  void peopleOfUnitsWithoutBuildingsAreCutByCell() {
    assertEquals(1.5, inBuildings(Rows.box(135, 0, 15, 30)), 1e-9);
    assertEquals(12 + 14, inBuildings(Rows.box(50, 0, 200, 60)), 1e-9);
  }

  @Test
  void nobodyIsNotUnknownAmongBuildings() {
    assertEquals("0", ask("hearth.population_in_buildings(" + sql(Rows.box(62, 2, 5, 5)) + ")"));
    assertEquals("-", ask("hearth.population_in_buildings(" + sql(Rows.box(2, 62, 5, 5)) + ")"));
    assertEquals("-", ask("hearth.population_in_buildings(" + sql(Rows.box(9000, 0, 5, 5)) + ")"));
    assertEquals("-", ask("hearth.population_in_buildings(NULL)"));
  }

  @Test
  void theTwoWaysToCountAgreeOnTheWhole() {
    for (String run : List.of("town", "other-weights")) {
      String world = "(ST_MakeEnvelope(-180, -90, 180, 90, 4326), '" + run + "')";
      assertEquals(56, number("hearth.population_within" + world), 1e-6);
      assertEquals(56, number("hearth.population_in_buildings" + world), 1e-6);
    }
  }

  /** Cells are evenly filled: a circle inside one has its share of area. */
  @Test
  void aDistanceIsMeasuredOnTheGround() {
    String place = "ST_SetSRID(ST_MakePoint(%s, %s), 32645)";
    String middle = place.formatted(Rows.WEST + 15, Rows.NORTH - 15);
    double scale =
        1
            / number(
                "ST_Distance(ST_Transform(%s, 4326)::geography, ST_Transform(%s, 4326)::geography)"
                    .formatted(
                        place.formatted(Rows.WEST, Rows.NORTH),
                        place.formatted(Rows.WEST + 1000, Rows.NORTH)))
            * 1000;
    assertTrue(Math.abs(scale - 1) > 5e-5, "the map's metre is not the ground's");

    double expected = 20 * Math.PI * Math.pow(10 * scale, 2) / 900;
    for (int srid : List.of(32645, 4326, 3857, 32644)) {
      assertEquals(
          expected,
          number("hearth.population_near(ST_Transform(" + middle + ", " + srid + "), 10)"),
          expected * 2.5e-4,
          "EPSG:" + srid);
    }
  }

  @Test
  void peopleNearSeveralPlacesAreCountedOnce() {
    String both =
        "hearth.population_near(ST_Collect(%s, %s), 8)"
            .formatted(
                sql(Rows.box(5, 5, 1, 1).getCentroid()), sql(Rows.box(6, 5, 1, 1).getCentroid()));
    String one = "hearth.population_near(%s, 8)".formatted(sql(Rows.box(5, 5, 1, 1).getCentroid()));
    assertTrue(number(both) > number(one) && number(both) < 1.3 * number(one));

    // A road through row 1, at its middle, 15 m each way: the whole row.
    String road =
        "ST_SetSRID(ST_MakeLine(ST_MakePoint(%1$s, %3$s), ST_MakePoint(%2$s, %3$s)), 32645)"
            .formatted(Rows.WEST - 100, Rows.WEST + 400, Rows.NORTH - 45);
    assertEquals(20, number("hearth.population_near(" + road + ", 15)"), 0.02);
    assertEquals(
        56, number("hearth.population_near(" + sql(Rows.box(30, 20, 30, 30)) + ", 200000)"), 1e-6);
    assertEquals("-", ask("hearth.population_near('SRID=4326;POINT(20 10)'::geometry, 500)"));
    assertEquals("0", ask("hearth.population_near('SRID=4326;POINT EMPTY'::geometry, 500)"));
    assertEquals("-", ask("hearth.population_near(NULL, 500)"));
  }

  @Test
  void everyPolygonOfATableIsCounted() {
    assertEquals(
        List.of("1|36", "2|36", "3|-"),
        Sql.rows(POSTGRES.database(), "SELECT * FROM hearth.population_by('public.quarters')"));
    assertEquals(
        List.of("nowhere|-", "row; DROP TABLE hearth.run|44", "west|36"),
        Sql.rows(
            POSTGRES.database(),
            """
            SELECT id, CASE WHEN id LIKE 'row%' THEN 44 ELSE persons END
            FROM hearth.population_by('public.view_of_quarters', 'odd "name";')
            """));
    assertEquals(
        List.of("west|30"),
        Sql.rows(
            POSTGRES.database(),
            """
            SELECT q."odd ""name"";", p.persons - 6 FROM public.quarters q
            JOIN hearth.population_by('public.quarters', run => 'other-weights') p ON p.id = q.id::text
            WHERE q.id = 2
            """));
  }

  @Test
  void namesOfTablesAndColumnsAreOnlyNames() {
    String odd = "public.\"it's; DROP TABLE \"\"quarters\"\"\"";
    assertEquals(
        "36",
        ask(
            "round(persons::numeric, 4)::double precision FROM hearth.population_by('%s', 'area')"
                .formatted(odd.replace("'", "''"))));
    assertEquals("3", ask("count(*) FROM public.quarters"));
    for (String name : List.of("id; DROP TABLE hearth.run", "id\" --", "ID", "")) {
      String message =
          Sql.error(
              POSTGRES.database(),
              "SELECT * FROM hearth.population_by('public.quarters', '" + name + "')");
      assertTrue(message.contains("has no column"), message);
    }
  }

  @Test
  void tablesThatCannotBeUsedAreExplained() {
    assertTableError("more than one geometry column", "hearth.tile', 'state", "geom => 'column'");
    assertTableError("no primary key of one column", "public.view_of_quarters", "key => 'column'");
    assertTableError("no geometry column", "hearth.allocation', 'unit_id", "geom => 'column'");
    assertTableError("does not exist", "public.no_such_table", "");
    assertTrue(
        Sql.error(POSTGRES.database(), "SELECT * FROM hearth.population_by(NULL)")
            .contains("no table is named"));
  }

  private static void assertTableError(String part, String arguments, String hint) {
    String message =
        Sql.error(POSTGRES.database(), "SELECT * FROM hearth.population_by('" + arguments + "')");
    assertTrue(message.contains(part) && message.contains(hint), message);
  }

  @Test
  void aRowThatCannotBeAnsweredIsNamed() throws Exception {
    try (Connection c = POSTGRES.adminUrl().connect()) {
      c.createStatement()
          .execute(
              "CREATE TEMP TABLE bad AS SELECT 'Sector ''7''' AS name,"
                  + " 'SRID=4326;POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))'::geometry AS geom");
      java.sql.SQLException e =
          org.junit.jupiter.api.Assertions.assertThrows(
              java.sql.SQLException.class,
              () -> Sql.rows(c, "SELECT * FROM hearth.population_by('bad', 'name')"));
      assertTrue(
          e.getMessage().contains("bad with name = 'Sector ''7''': the polygon is not valid"),
          e.getMessage());
      assertTrue(e.getMessage().contains("ST_MakeValid"), e.getMessage());
    }
  }

  @Test
  void buildingsInsideCountByTheirShare() {
    String query =
        """
        SELECT osm_id, round(share_inside::numeric, 6)::double precision, population,
          round(persons_inside::numeric, 4)::double precision, residential, ST_SRID(geom)
        FROM hearth.buildings_in(ST_Transform(%s, %d)) ORDER BY osm_id
        """;
    for (int srid : List.of(32645, 4326, 3857)) {
      assertEquals(
          List.of("way/1|1|10|10|t|4326", "way/2|0.5|20|10|t|4326"),
          Sql.rows(POSTGRES.database(), query.formatted(sql(Rows.box(0, 0, 30, 30)), srid)));
    }
    assertEquals(
        "way/4|0|f",
        ask(
            "osm_id, population, residential FROM hearth.buildings_in("
                + sql(Rows.box(60, 0, 30, 30))
                + ")"));
    assertEquals("0", ask("count(*) FROM hearth.buildings_in(NULL)"));
    assertEquals(
        "5", ask("count(*) FROM hearth.buildings_in(ST_MakeEnvelope(-180, -90, 180, 90, 4326))"));
    assertEquals(
        "1",
        ask("count(*) FROM hearth.buildings_in(ST_MakeEnvelope(80, 20, 90, 30, 4326), 'bare')"));
    // Touching is not being inside.
    assertEquals(
        "0", ask("count(*) FROM hearth.buildings_in(" + sql(Rows.box(5, 10, 5, 10)) + ")"));
  }

  private static List<String> why(double east, double south) {
    Coordinate p = Rows.CRS.to(Crs.WGS84).apply(Rows.WEST + east, Rows.NORTH - south);
    return Sql.rows(
        POSTGRES.database(),
        """
        SELECT unit_id, rule, allocated, osm_id, weighed_by, weight,
          round(share_of_unit::numeric, 6)::double precision, building_persons, round(share_in_cell::numeric, 6)::double precision,
          round(persons::numeric, 5)::double precision
        FROM hearth.why(%s, %s) ORDER BY unit_id, osm_id
        """
            .formatted(p.x, p.y));
  }

  @Test
  void everyPersonOfACellIsExplained() {
    assertEquals(
        List.of(
            "west|residential-buildings|36|way/1|floor-area|50|0.277778|10|1|10",
            "west|residential-buildings|36|way/2|floor-area|100|0.555556|20|0.5|10"),
        why(15, 15));
    assertEquals(
        List.of("west|residential-buildings|36|way/3|floor-area|30|0.166667|6|1|6"), why(45, 45));
    assertEquals(List.of("east|residential-buildings|8|way/3|-|-|1|8|1|8"), why(75, 45));
    assertEquals(List.of("far|uniform|12|-|-|-|-|-|-|3"), why(135, 15));
  }

  @Test
  void nobodyAndUnknownAreExplainedToo() {
    assertEquals(List.of("west|residential-buildings|36|-|-|-|-|-|-|0"), why(15, 45));
    assertEquals(List.of("south|unknown|0|-|-|-|-|-|-|-"), why(15, 75));
    assertEquals(List.of(), why(5000, 15));
    assertEquals("0", ask("count(*) FROM hearth.why(NULL, 27)"));
    assertEquals("0", ask("count(*) FROM hearth.why(-90, 45)"));
  }

  /** For every cell of the raster: the persons of its explanation sum to its own. */
  @Test
  void explanationsSumToTheCells() {
    assertEquals(
        "18|56",
        ask(
            """
            count(*), round(sum(e.persons)::numeric, 4)::double precision
            FROM generate_series(0, 5) c, generate_series(0, 2) r,
              LATERAL ST_Transform(
                ST_SetSRID(ST_MakePoint(%s + c * 30 + 15, %s - r * 30 - 15), 32645), 4326) p,
              LATERAL (SELECT sum(w.persons) AS persons FROM hearth.why(ST_X(p), ST_Y(p)) w) e
            """
                .formatted(Rows.WEST, Rows.NORTH)));
  }

  @Test
  void runsAreComparedUnitByUnit() {
    assertEquals(
        List.of(
            "east|8|8|8|0|0|residential-buildings|1|1",
            "far|12|12|12|0|0|uniform|0|0",
            "south|-|0|0|0|0|unknown|0|0",
            // 24 and 6 instead of 10 and 20: of B's 20, 10 lived in the second cell, now 3.
            "west|36|36|36|0|7|residential-buildings|3|3"),
        Sql.rows(
            POSTGRES.database(),
            """
            SELECT unit_id, census_a, persons_a, persons_b, difference, moved, rule_b, buildings_a, buildings_b
            FROM hearth.runs_compare('town', 'other-weights')
            """));
    assertEquals(
        "4|4|0",
        ask(
            "count(*), count(persons_a), count(moved)"
                + " FROM hearth.runs_compare('town', 'bare')"));
    assertTrue(
        Sql.error(POSTGRES.database(), "SELECT hearth.runs_compare('town', 'nowhere')")
            .contains("there is no finished run 'nowhere'"));
  }

  @Test
  void balanceTellsWhatIsStored() {
    assertEquals(
        List.of("east|8|8|8|0|0", "far|12|12|12|0|0", "south|-|0|-|-|-", "west|36|36|36|0|0"),
        Sql.rows(
            POSTGRES.database(),
            "SELECT id, census, allocated, stored, difference, relative_error"
                + " FROM hearth.unit_balance ORDER BY id"));
  }

  static Stream<Arguments> indexes() {
    String block = sql(Rows.box(10, 10, 40, 40));
    Coordinate inB = Rows.CRS.to(Crs.WGS84).apply(Rows.WEST + 28, Rows.NORTH - 15);
    String place = inB.x + ", " + inB.y;
    String hull = "Index Scan using density_\\d+_st_convexhull_idx";
    String buildings = "Index Scan (using|on) building_geom";
    return Stream.of(
        Arguments.of("hearth.population_within(" + block + ")", List.of(hull)),
        Arguments.of("hearth.density_at(" + place + ")", List.of(hull)),
        Arguments.of(
            "hearth.densest_cells(3)",
            List.of("Index Scan Backward using density_\\d+_run_key_peak_idx")),
        Arguments.of("hearth.population_near(" + block + ", 5)", List.of(hull)),
        Arguments.of("hearth.population_by('public.quarters')", List.of(hull)),
        Arguments.of(
            "hearth.population_in_buildings(" + block + ")",
            List.of(buildings, "Index (Only )?Scan (using|on) cell_share_pkey")),
        Arguments.of("hearth.buildings_in(" + block + ", 'crowd')", List.of(buildings)),
        Arguments.of(
            "* FROM hearth.unit_balance",
            List.of("Index Scan (using|on) cell_share_pkey", "(using|on) census_unit_pkey")),
        Arguments.of(
            "hearth.why(" + place + ")",
            List.of(
                "Scan (using|on) cell_share_pkey",
                "Scan (using|on) census_unit_(geom|pkey)",
                buildings,
                "Scan (using|on) allocation_pkey")),
        Arguments.of(
            "hearth.runs_compare('town', 'other-weights')",
            List.of("Scan (using|on) cell_share_pkey", "Scan (using|on) census_unit_pkey")));
  }

  /** The plan of each question inside its function, as the server tells it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("indexes")
  void questionsUseTheirIndexes(String call, List<String> expected) throws Exception {
    List<String> plans = Plans.of(POSTGRES.adminUrl(), "SELECT " + call);
    for (String index : expected) {
      assertTrue(
          plans.stream().anyMatch(p -> p.matches("(?s).*" + index + ".*")),
          () -> index + " in " + call + "\n" + String.join("\n", plans));
    }
  }
}
