package hearth.cli.bench;

import hearth.cli.Main;
import hearth.geo.Affine;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.pipeline.Databases;
import hearth.population.AllocationRule;
import hearth.population.CensusUnit;
import hearth.population.DensityBand;
import hearth.population.UnitResult;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PsqlCommand;
import hearth.store.RunAttempt;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hearth bench sql}: how long people wait for an answer, by psql, over a made-up raster that
 * is deleted afterwards. A plain query by {@code ST_Clip} stands beside each sum.
 */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Measures answers of the database over a raster of 1,000 km² at 30 m.")
final class BenchSqlCommand implements Callable<Integer> {
  private static final String RUN = "bench-sql";
  private static final double WEST = 300_000;
  private static final double NORTH = 3_090_000;
  private static final double CELL = 30;
  private static final int TIMES = 9;
  private static final Pattern TIME = Pattern.compile("Time: ([0-9.]+) ms");

  @Spec private CommandSpec spec;

  @Option(
      names = "--km2",
      paramLabel = "N",
      defaultValue = "1000",
      description = "area of the raster (default: ${DEFAULT-VALUE})")
  private double squareKilometres;

  @Option(names = "--db", paramLabel = "URL", description = "another database")
  private String db;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> environment = Main.home(spec).environment();
    PrintWriter out = spec.commandLine().getOut();
    int side = (int) Math.ceil(Math.sqrt(squareKilometres) * 1000 / CELL);
    DatabaseUrl url = Databases.locate(Optional.ofNullable(db), environment);
    try (Database database = Databases.open(Optional.ofNullable(db), environment);
        ScratchFolder folder = ScratchFolder.make()) {
      out.println(ChildProcess.machine());
      write(database, side);
      try {
        ask(url, folder.path(), side, out);
      } finally {
        new RunStore(database).delete(RUN);
      }
    }
    return Main.DONE;
  }

  private static void write(Database database, int side) {
    Grid grid = new Grid(SyntheticTown.CRS, Affine.northUp(WEST, NORTH, CELL, CELL), side, side);
    CensusUnit unit = new CensusUnit("all", grid.outline(grid.window()), 1);
    UnitResult result = new UnitResult("all", 1, 1, AllocationRule.UNIFORM, 1, 0, 0);
    RunStart start =
        new RunStart(
            RUN, RUN, "{\"name\": \"bench-sql\"}", Main.version(), "{}", "[]", SyntheticTown.CRS);
    try (RunAttempt run = new RunStore(database).begin(start)) {
      run.finish(
          new RunResult(
              List.of(),
              Optional.of(
                  new RunResult.Population(
                      new RunResult.CensusInfo(
                          "made up", "persons", OptionalInt.empty(), List.of(), "{}"),
                      List.of(unit),
                      List.of(result),
                      List.of(),
                      List.of(),
                      grid,
                      BenchSqlCommand::values))));
    }
  }

  /** A third of the cells is empty, the others hold up to 40 persons, the same in every run. */
  private static float[] values(DensityBand band, PixelWindow window) {
    float[] values = new float[window.width() * window.height()];
    for (int i = 0; i < values.length; i++) {
      long cell =
          (window.row() + i / window.width()) * 1_000_003L + window.column() + i % window.width();
      long mixed = cell * 0x9E3779B97F4A7C15L >>> 40;
      float persons = mixed % 3 == 0 ? 0 : mixed % 4001 / 100f;
      values[i] = band == DensityBand.PERSONS_PER_KM2 ? persons / 0.0009f : persons;
    }
    return values;
  }

  private void ask(DatabaseUrl url, Path folder, int side, PrintWriter out)
      throws IOException, InterruptedException {
    double middle = side * CELL / 2;
    Geometry small = star(WEST + middle, NORTH - middle, Math.sqrt(1e6 / Math.PI), 64, 0);
    double reach = Math.sqrt(side * CELL * side * CELL / 4 / Math.PI);
    Geometry district = star(WEST + middle, NORTH - middle, reach, 2000, 0.1);
    out.printf(
        Locale.ROOT,
        "raster of %d x %d cells; polygon of %.2f km² with %d vertices; district of %.0f km² with"
            + " %d vertices%n",
        side,
        side,
        small.getArea() / 1e6,
        small.getNumPoints(),
        district.getArea() / 1e6,
        district.getNumPoints());
    out.println(
        "%-36s %10s %10s %10s".formatted("ms, " + TIMES + " times", "best", "median", "answer"));
    for (String[] question :
        new String[][] {
          {"population_within, polygon", "hearth.population_within(" + sql(small) + ")"},
          {"plain ST_Clip, polygon", plain(small)},
          {"population_within, district", "hearth.population_within(" + sql(district) + ")"},
          {"plain ST_Clip, district", plain(district)},
          {
            "population_near, a point, 500 m",
            "hearth.population_near(ST_Centroid(" + sql(small) + "), 500)"
          },
          {"density_at", "hearth.density_at(85.0, 27.8)"},
          {"densest_cells(10)", "max(persons) FROM hearth.densest_cells(10)"},
        }) {
      print(out, question[0], run(url, folder, question[1]));
    }
    out.println();
    out.println(explain(url, folder, "hearth.population_within(" + sql(small) + ")"));
    out.println(explain(url, folder, plain(small)));
  }

  private record Answer(double[] millis, String value) {
    double[] sorted() {
      double[] sorted = millis.clone();
      Arrays.sort(sorted);
      return sorted;
    }
  }

  private static void print(PrintWriter out, String name, Answer answer) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-36s %10.1f %10.1f %10.0f",
            name,
            answer.sorted()[0],
            answer.sorted()[TIMES / 2],
            Double.parseDouble(answer.value())));
  }

  /** Whole cells by their centres: what people write by hand. */
  private static String plain(Geometry area) {
    return """
    sum((ST_SummaryStats(ST_Clip(d.rast, 1, a.geom, true), 1, true)).sum)
      FROM hearth.density d, (SELECT %s AS geom) a
      WHERE d.run_key = hearth.current_run_key() AND ST_Intersects(d.rast, a.geom)\
    """
        .formatted(sql(area));
  }

  private static Answer run(DatabaseUrl url, Path folder, String question)
      throws IOException, InterruptedException {
    // The first one reads from disk and plans.
    String output =
        psql(url, folder, "\\timing on\n" + ("SELECT " + question + ";\n").repeat(TIMES + 1));
    Matcher times = TIME.matcher(output);
    double[] millis = new double[TIMES];
    times.find();
    for (int i = 0; i < TIMES && times.find(); i++) {
      millis[i] = Double.parseDouble(times.group(1));
    }
    return new Answer(millis, output.lines().findFirst().orElse("").strip());
  }

  private static String explain(DatabaseUrl url, Path folder, String question)
      throws IOException, InterruptedException {
    return psql(url, folder, "EXPLAIN (ANALYZE) SELECT " + question + ";\n")
        // The polygon itself would fill the page.
        .replaceAll("'[0-9A-F]{80,}'", "'…'")
        .replaceAll("ST_GeomFromText\\('[^']*'[^)]*\\)", "…")
        .strip();
  }

  private static String psql(DatabaseUrl url, Path folder, String script)
      throws IOException, InterruptedException {
    PsqlCommand psql = PsqlCommand.of(url, Optional.empty(), Optional.empty());
    Path input = Files.createTempFile(folder, "script", ".sql");
    Path output = Files.createTempFile(folder, "output", ".txt");
    Files.writeString(input, "SET hearth.run = '" + RUN + "';\n" + script, StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>(psql.arguments());
    command.addAll(List.of("-X", "-q", "-A", "-t", "-f", input.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(psql.environment());
    int status = builder.start().waitFor();
    String text = Files.readString(output);
    if (status != 0) {
      throw new IllegalStateException("psql failed: " + text.strip());
    }
    return text;
  }

  private static String sql(Geometry area) {
    return "ST_GeomFromText('%s', %d)"
        .formatted(area.toText(), SyntheticTown.CRS.epsg().orElseThrow());
  }

  /** A circle with a ragged edge, seeded. */
  private static Geometry star(double x, double y, double radius, int vertices, double ragged) {
    Random random = new Random(7);
    Coordinate[] ring = new Coordinate[vertices + 1];
    for (int i = 0; i < vertices; i++) {
      double r = radius * (1 + ragged * (random.nextDouble() - 0.5));
      double a = 2 * Math.PI * i / vertices;
      ring[i] = new Coordinate(x + r * Math.cos(a), y + r * Math.sin(a));
    }
    ring[vertices] = ring[0];
    return new GeometryFactory().createPolygon(ring);
  }
}
