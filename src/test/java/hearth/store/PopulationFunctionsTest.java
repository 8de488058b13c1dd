package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Answers over rasters small enough to be checked by hand, and over a large one by JTS. */
@Timeout(60)
class PopulationFunctionsTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  /** Cells of 30 m; – is nodata. */
  private static final Double[][] SMALL = {
    {1.0, 2.0, null},
    {4.0, 0.0, 8.0},
  };

  /** More than one raster tile each way. */
  private static final int COLUMNS = 300;

  private static final int ROWS = 270;
  private static final Double[][] LARGE = large();

  @BeforeAll
  static void writeRuns() {
    write("large", RunResult.withoutCensus(List.of()), LARGE);
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start("bare"))) {
      run.finish(RunResult.withoutCensus(List.of()));
    }
    write("small", RunResult.withoutCensus(List.of()), SMALL);
  }

  private static void write(String id, RunResult without, Double[][] persons) {
    try (RunAttempt run = new RunStore(POSTGRES.database()).begin(Rows.start(id))) {
      run.finish(new RunResult(without.buildings(), Optional.of(Rows.population(persons))));
    }
  }

  private static Double[][] large() {
    Random random = new Random(7);
    Double[][] persons = new Double[ROWS][COLUMNS];
    for (Double[] row : persons) {
      for (int c = 0; c < COLUMNS; c++) {
        // Whole numbers: exact in float32.
        row[c] = random.nextInt(10) == 0 ? null : (double) random.nextInt(50);
      }
    }
    return persons;
  }

  private static double within(String geometry, String run) {
    return Sql.number(
        POSTGRES.database(), "SELECT hearth.population_within(%s, '%s')".formatted(geometry, run));
  }

  private static String sql(Geometry metric) {
    return "ST_GeomFromText('%s', 32645)".formatted(metric.toText());
  }

  @Test
  void wholeCellsAreSummed() {
    assertEquals(15, within(sql(Rows.box(-100, -100, 400, 400)), "small"));
    assertEquals(1, within(sql(Rows.box(0, 0, 30, 30)), "small"));
    assertEquals(4, within(sql(Rows.box(0, 30, 60, 30)), "small"));
  }

  @Test
  void cellsOnTheEdgeAreCutByArea() {
    assertEquals(0.25 * (1 + 2 + 4 + 0), within(sql(Rows.box(15, 15, 30, 30)), "small"), 1e-9);
    // Smaller than a cell, and touching no cell's centre.
    assertEquals(8.0 * 25 / 900, within(sql(Rows.box(62, 32, 5, 5)), "small"), 1e-9);
    // A triangle: half of the lower left cell.
    assertEquals(
        2,
        within(
            "ST_GeomFromText('POLYGON((%1$s %2$s, %3$s %2$s, %1$s %4$s, %1$s %2$s))', 32645)"
                .formatted(Rows.WEST, Rows.NORTH - 60, Rows.WEST + 30, Rows.NORTH - 30),
            "small"),
        1e-9);
  }

  @Test
  void nodataIsNotNobody() {
    assertEquals(
        "0",
        Sql.one(
            POSTGRES.database(),
            "SELECT hearth.population_within(" + sql(Rows.box(31, 31, 5, 5)) + ")"));
    assertEquals(
        "-",
        Sql.one(
            POSTGRES.database(),
            "SELECT hearth.population_within(" + sql(Rows.box(61, 1, 5, 5)) + ")"));
    assertEquals(
        "-",
        Sql.one(
            POSTGRES.database(),
            "SELECT hearth.population_within(" + sql(Rows.box(5000, 5000, 5, 5)) + ")"));
  }

  /** PostGIS gives the whole tile for a band that there is not. */
  @Test
  void aTileIsAskedForABandThatItHas() {
    String tile =
        "SELECT hearth.raster_sum_within(d.rast, %s, ST_ConvexHull(d.rast)) FROM hearth.density d"
            + " WHERE d.run_key = hearth.run_key('small')";
    assertEquals(15, Sql.number(POSTGRES.database(), tile.formatted("1")));
    assertEquals(
        "-|-|-",
        Sql.one(
            POSTGRES.database(),
            "SELECT (%s), (%s), (%s)"
                .formatted(tile.formatted("0"), tile.formatted("99"), tile.formatted("NULL"))));
  }

  @Test
  void emptyIsNobodyAndNullIsNull() {
    assertEquals(
        "0|-",
        Sql.one(
            POSTGRES.database(),
            "SELECT hearth.population_within('SRID=4326;POLYGON EMPTY'::geometry),"
                + " hearth.population_within(NULL)"));
  }

  @Test
  void holesAndPartsCount() {
    Geometry ring = Rows.box(0, 0, 90, 60).difference(Rows.box(0, 30, 30, 30));
    Geometry two = Rows.box(0, 0, 15, 30).union(Rows.box(60, 30, 30, 15));

    assertEquals(11, within(sql(ring), "small"), 1e-9);
    assertEquals(0.5 + 4, within(sql(two), "small"), 1e-9);
  }

  @Test
  void anyReferenceSystemIsTaken() {
    String box = sql(Rows.box(15, 15, 30, 30));
    for (int srid : List.of(4326, 3857, 32644, 3395)) {
      assertEquals(
          1.75, within("ST_Transform(" + box + ", " + srid + ")", "small"), 1e-6, "EPSG:" + srid);
    }
  }

  @Test
  void aPolygonAroundTheWorldHoldsEverybody() {
    assertEquals(15, within("ST_MakeEnvelope(-180, -90, 180, 90, 4326)", "small"), 1e-9);
    assertEquals(total(), within("ST_MakeEnvelope(-180, -85, 180, 85, 4326)", "large"), 1e-6);
  }

  /** A long edge along a parallel is bent in UTM: its vertices alone would miss cells. */
  @Test
  void longEdgesAreFollowed() {
    Crs crs = Rows.CRS;
    Coordinate middle = crs.to(Crs.WGS84).apply(Rows.WEST + COLUMNS * 15, Rows.NORTH - ROWS * 15);
    double south = middle.y;
    double all = total();
    double above = within("ST_MakeEnvelope(70, %s, 100, 60, 4326)".formatted(south), "large");
    double below = within("ST_MakeEnvelope(70, 0, 100, %s, 4326)".formatted(south), "large");

    assertEquals(all, above + below, 1e-6);
    // The parallel crosses the raster near its middle, not tens of kilometres away.
    assertEquals(0.5, above / all, 0.05);
  }

  @Test
  void agreesWithCellByCellOverlay() {
    GeometryFactory f = new GeometryFactory();
    Random random = new Random(11);
    for (int i = 0; i < 8; i++) {
      double east = random.nextDouble() * COLUMNS * 30;
      double south = random.nextDouble() * ROWS * 30;
      double size = 40 + random.nextDouble() * 1500;
      Coordinate[] star = new Coordinate[18];
      for (int k = 0; k < 17; k++) {
        double r = size * (0.3 + 0.7 * random.nextDouble());
        double a = 2 * Math.PI * k / 17;
        star[k] =
            new Coordinate(
                Rows.WEST + east + r * Math.cos(a), Rows.NORTH - south + r * Math.sin(a));
      }
      star[17] = star[0];
      Geometry polygon = f.createPolygon(star);

      assertEquals(overlay(polygon), within(sql(polygon), "large"), 1e-6, polygon.toText());
    }
  }

  private static double overlay(Geometry polygon) {
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        if (LARGE[row][column] != null) {
          Geometry cell = Rows.box(column * 30, row * 30, 30, 30);
          if (cell.getEnvelopeInternal().intersects(polygon.getEnvelopeInternal())) {
            sum += LARGE[row][column] * cell.intersection(polygon).getArea() / 900;
          }
        }
      }
    }
    return sum;
  }

  private static double total() {
    double sum = 0;
    for (Double[] row : LARGE) {
      for (Double p : row) {
        sum += p == null ? 0 : p;
      }
    }
    return sum;
  }

  @Test
  void polygonsThatCannotBeAnsweredAreExplained() {
    Database database = POSTGRES.database();
    assertError("has no SRID", "hearth.population_within(ST_MakeEnvelope(0, 0, 1, 1))");
    assertError("ST_SetSRID", "hearth.population_within(ST_MakeEnvelope(0, 0, 1, 1))");
    assertError("not ST_Point", "hearth.population_within('SRID=4326;POINT(85.5 27.6)'::geometry)");
    assertError(
        "not valid: Self-intersection",
        "hearth.population_within('SRID=4326;POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))'::geometry)");
    assertError(
        "there is no finished run 'nowhere'",
        "hearth.population_within('SRID=4326;POLYGON EMPTY'::geometry, 'nowhere')");
    assertError(
        "made without a census",
        "hearth.population_within(ST_MakeEnvelope(85, 27, 86, 28, 4326), 'bare')");
    assertTrue(Sql.error(database, "SELECT hearth.density_at(0, 91)").contains("are not a place"));
    assertError("number of cells is -1", "hearth.densest_cells(-1)");
  }

  private static void assertError(String part, String call) {
    String message = Sql.error(POSTGRES.database(), "SELECT " + call);
    assertTrue(message.contains(part), message);
  }

  private static String densityAt(double east, double south, String run) {
    Coordinate p = Rows.CRS.to(Crs.WGS84).apply(Rows.WEST + east, Rows.NORTH - south);
    return Sql.one(
        POSTGRES.database(),
        "SELECT round(hearth.density_at(%s, %s, '%s')::numeric, 2)".formatted(p.x, p.y, run));
  }

  @Test
  void densityAtAPlace() {
    assertEquals("1111.11", densityAt(15, 15, "small"));
    assertEquals("8888.89", densityAt(75, 45, "small"));
    assertEquals("0.00", densityAt(45, 45, "small"));
    assertEquals("-", densityAt(75, 15, "small"), "nodata");
    assertEquals("-", densityAt(500, 15, "small"), "outside");
    for (int column : new int[] {0, 255, 256, 299}) {
      for (int row : new int[] {0, 255, 256, 269}) {
        Double persons = LARGE[row][column];
        assertEquals(
            persons == null ? "-" : "%.2f".formatted((double) (float) (persons / 0.0009)),
            densityAt(column * 30 + 15, row * 30 + 15, "large"),
            column + "/" + row);
      }
    }
  }

  @Test
  void densestCellsComeInOrder() {
    List<String> rows =
        Sql.rows(
            POSTGRES.database(),
            "SELECT rank, persons, round(persons_per_km2::numeric, 1), ST_SRID(geom),"
                + " round(ST_X(ST_Transform(ST_Centroid(geom), 32645)))"
                + " FROM hearth.densest_cells(10)");
    assertEquals(
        List.of(
            "1|8|8888.9|4326|" + (int) (Rows.WEST + 75),
            "2|4|4444.4|4326|" + (int) (Rows.WEST + 15),
            "3|2|2222.2|4326|" + (int) (Rows.WEST + 45),
            "4|1|1111.1|4326|" + (int) (Rows.WEST + 15)),
        rows);
    assertEquals(List.of(), Sql.rows(POSTGRES.database(), "SELECT hearth.densest_cells(0)"));
  }

  /** Many cells hold 49 persons: ties go by row, then column, across tiles. */
  @Test
  void tiesGoByRowThenColumn() {
    StringBuilder expected = new StringBuilder();
    int found = 0;
    for (int row = 0; row < ROWS && found < 40; row++) {
      for (int column = 0; column < COLUMNS && found < 40; column++) {
        if (LARGE[row][column] != null && LARGE[row][column] == 49) {
          expected.append(found++ == 0 ? "" : ",").append(column).append('/').append(row);
        }
      }
    }
    assertEquals(
        expected.toString(),
        Sql.one(
            POSTGRES.database(),
            """
            SELECT round((ST_X(p) - %s) / 30 - 0.5) || '/' || round((%s - ST_Y(p)) / 30 - 0.5)
            FROM (
              SELECT rank, ST_Transform(ST_Centroid(geom), 32645) AS p
              FROM hearth.densest_cells(40, 'large')
            ) c
            ORDER BY rank
            """
                .formatted(Rows.WEST, Rows.NORTH)));
  }

  @Test
  void rasterColumnsKnowsTheRaster() {
    assertEquals(
        "32645|30|-30|{32BF,32BF,32BF,32BF,32BF,32BF,32BF}|{-9999,-9999,-9999,-9999,-9999,-9999,-9999}|7|t|t",
        Sql.one(
            POSTGRES.database(),
            """
            SELECT srid, scale_x, scale_y, pixel_types, nodata_values, num_bands,
              extent IS NOT NULL, spatial_index
            FROM raster_columns
            WHERE r_table_name = 'density_' || hearth.run_key('large')
            """));
    assertEquals(
        "4",
        Sql.one(
            POSTGRES.database(),
            "SELECT count(*) FROM hearth.density WHERE run_key = hearth.run_key('large')"));
  }

  /** 300 x 270 cells: one overview, of one tile, whose persons are as many. */
  @Test
  void overviewsKeepThePersons() {
    assertEquals(
        "o_2_density_%1$s|density_%1$s|2"
            .formatted(Sql.one(POSTGRES.database(), "SELECT hearth.run_key('large')")),
        Sql.one(
            POSTGRES.database(),
            "SELECT o_table_name, r_table_name, overview_factor FROM raster_overviews"));
    String table =
        Sql.one(POSTGRES.database(), "SELECT 'hearth.o_2_density_' || hearth.run_key('large')");
    assertEquals(
        "60|-60|150|135|t|t",
        Sql.one(
            POSTGRES.database(),
            """
            SELECT c.scale_x, c.scale_y, ST_Width(o.rast), ST_Height(o.rast), c.spatial_index,
              c.extent IS NOT NULL
            FROM %1$s o, raster_columns c WHERE 'hearth.' || c.r_table_name = '%1$s'
            """
                .formatted(table)));
    assertEquals(
        total(),
        Sql.number(
            POSTGRES.database(), "SELECT (ST_SummaryStats(rast, 1, true)).sum FROM " + table),
        1e-6);
    // Cell 20/10 of the overview is cells 40/20, 41/20, 40/21 and 41/21.
    double sum = 0;
    double mean = 0;
    int n = 0;
    for (int row = 20; row < 22; row++) {
      for (int column = 40; column < 42; column++) {
        Double p = LARGE[row][column];
        if (p != null) {
          sum += p;
          mean += p / 0.0009;
          n++;
        }
      }
    }
    String cell = "SELECT ST_Value(rast, %d, 21, 11) FROM " + table;
    assertEquals(sum, Sql.number(POSTGRES.database(), cell.formatted(1)), 1e-6);
    assertEquals(mean / n, Sql.number(POSTGRES.database(), cell.formatted(2)), mean / n * 1e-3);
    assertEquals(0.5, Sql.number(POSTGRES.database(), cell.formatted(4)), 1e-6);
  }

  @Test
  void overviewsGoWithTheirRun() {
    write("passing", RunResult.withoutCensus(List.of()), LARGE);
    long key = new RunStore(POSTGRES.database()).require("passing").key();
    new RunStore(POSTGRES.database()).delete("passing");
    assertEquals(
        List.of(),
        Sql.rows(
            POSTGRES.database(),
            "SELECT relname FROM pg_class WHERE relname ~ '(^|_)density_" + key + "'"));
  }

  @Test
  void unitsBalance() {
    assertEquals(
        "u|15|15|15|0|0|residential-buildings|1|4",
        Sql.one(POSTGRES.database(), "SELECT * FROM hearth.unit_balance"));
  }

  /** The plan of each question inside its function, as the server tells it. */
  @Test
  void questionsUseTheIndex() throws Exception {
    for (String call :
        List.of(
            "hearth.population_within(" + sql(Rows.box(10, 10, 700, 700)) + ", 'large')",
            "hearth.density_at(85.5, 27.6, 'large')")) {
      List<String> plans = Plans.of(POSTGRES.adminUrl(), "SELECT " + call);
      assertTrue(
          plans.stream()
              .anyMatch(p -> p.matches("(?s).*Index Scan using density_\\d+_st_convexhull_idx.*")),
          () -> call + "\n" + String.join("\n", plans));
    }
  }

  @Test
  void everyFunctionViewAndTableIsExplained() {
    assertEquals(
        List.of(),
        Sql.rows(
            POSTGRES.database(),
            """
            SELECT p.proname FROM pg_proc p
            WHERE p.pronamespace = 'hearth'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
            UNION ALL
            SELECT c.relname FROM pg_class c
            WHERE c.relnamespace = 'hearth'::regnamespace AND c.relkind IN ('r', 'v', 'p')
              AND c.relname <> 'schema_version' AND obj_description(c.oid, 'pg_class') IS NULL
            """));
  }

  /** Nothing to be alarmed about in psql: no notices about pixels out of range and the like. */
  @Test
  void answersComeWithoutNotices() throws Exception {
    try (var c = POSTGRES.url().connect();
        var s = c.createStatement()) {
      s.execute("SET client_min_messages = notice");
      for (Geometry g :
          List.of(Rows.box(0, 0, 30, 30), Rows.box(61, 31, 5, 5), Rows.box(-5, -5, 200, 20))) {
        s.execute("SELECT hearth.population_within(" + sql(g.buffer(3)) + ", 'small')");
        assertEquals(null, s.getWarnings(), g.toText());
      }
      s.execute("SELECT persons, hearth.density_at(85, 27) FROM hearth.densest_cells(3)");
      assertEquals(null, s.getWarnings());
    }
  }

  @Test
  void everyFunctionFixesItsSearchPath() {
    assertEquals(
        List.of(),
        Sql.rows(
            POSTGRES.database(),
            """
            SELECT p.proname FROM pg_proc p
            WHERE p.pronamespace = 'hearth'::regnamespace
              AND NOT coalesce(array_to_string(p.proconfig, ',') LIKE '%search_path=hearth%', false)
            """));
  }

  @Test
  void theSettingChoosesTheRun() throws Exception {
    try (var c = POSTGRES.database().connection()) {
      assertEquals(List.of("small"), Sql.rows(c, "SELECT hearth.current_run()"));
      c.createStatement().execute("SET hearth.run = 'large'");
      assertEquals(List.of("large"), Sql.rows(c, "SELECT id FROM hearth.runs WHERE is_current"));
      assertEquals(List.of("1"), Sql.rows(c, "SELECT count(*) FROM hearth.unit_balance"));
      c.createStatement().execute("RESET hearth.run");
    }
  }
}
