package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import hearth.cli.Main;
import hearth.footprint.Buildings;
import hearth.geo.Grid;
import hearth.pipeline.Databases;
import hearth.pipeline.Threads;
import hearth.population.Allocation;
import hearth.population.AllocationOptions;
import hearth.population.Allocator;
import hearth.population.Census;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.zonal.CellCoverage;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.locationtech.jts.geom.Polygon;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hearth bench density}: people shared out over made-up houses, their cells, and the raster
 * in the database, beside tobler and geopandas, exactextract, and raster2pgsql. The processor's
 * time and the wall's are both told: Hearth shares out by all cores, its peers by one.
 */
@Command(
    name = "density",
    mixinStandardHelpOptions = true,
    description =
        "Measures allocation, coverage and the load into PostGIS, beside tobler, geopandas,"
            + " exactextract and raster2pgsql.")
final class BenchDensityCommand implements Callable<Integer> {
  /** Enough for what is measured to be compiled. */
  private static final int WARM_HOUSES = 100_000;

  private static final String MANY_HEAP = "-Xmx3g";

  @Spec private CommandSpec spec;

  @Option(
      names = "--buildings",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "houses (default: ${DEFAULT-VALUE})")
  private int houses;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "1000",
      description = "census units (default: ${DEFAULT-VALUE})")
  private int units;

  @Option(names = "--no-peers", description = "Hearth alone")
  private boolean alone;

  @Option(
      names = "--many",
      paramLabel = "N",
      defaultValue = "10000000",
      description =
          "houses that are shared out at the end in a heap of 3 GB, for the memory they take; 0 for"
              + " none (default: ${DEFAULT-VALUE})")
  private int many;

  @Option(names = "--db", paramLabel = "URL", description = "another database")
  private String db;

  private PrintWriter out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    out = spec.commandLine().getOut();
    SyntheticTown town = new SyntheticTown(houses, units);
    Buildings buildings = town.buildings();
    Census census = town.census();
    Grid grid = town.grid();
    out.println(ChildProcess.machine());
    out.println(
        "%,d houses, %,d units, %,d x %,d cells of 30 m"
            .formatted(houses, census.units().size(), grid.width(), grid.height()));
    out.println("%-34s %10s %10s".formatted("seconds", "processor", "wall"));
    warmUp();

    Clock clock = new Clock();
    Allocation allocation = allocate(town, buildings);
    Seconds allocated = print("allocation: units, houses, cells", clock.seconds());

    clock = new Clock();
    double covered = coverage(grid, buildings);
    Seconds covering = print("coverage of cells by houses", clock.seconds());

    try (ScratchFolder folder = ScratchFolder.make()) {
      clock = new Clock();
      RasterLoad load = new RasterLoad(allocation.density());
      print("bands of the raster", clock.seconds());
      out.println(
          String.format(
              Locale.ROOT,
              "peak memory %.0f MB; %.1f of %.1f persons in cells; %.1f cells covered",
              peakMegabytes(),
              persons(allocation),
              census.persons(),
              covered));
      out.flush();
      load(load, folder.path());
      if (!alone) {
        peers(folder.path(), census, buildings, allocated, covering, covered);
      }
      if (many > 0) {
        inLittleMemory(folder.path());
      }
    }
    return Main.DONE;
  }

  private static Allocation allocate(SyntheticTown town, Buildings buildings) {
    return new Allocator(AllocationOptions.DEFAULTS)
        .with(Threads.ofMachine())
        .allocate(town.census(), buildings, town.area(), town.grid(), issue -> {});
  }

  /** The same with many more houses, in a process of its own that may not have more memory. */
  private void inLittleMemory(Path folder) throws IOException, InterruptedException {
    Path log = folder.resolve("many.log");
    List<String> command =
        ChildProcess.hearthCommand(
            "bench", "density", "--no-peers", "--many=0", "--buildings=" + many, "--units=10000");
    // The last of the heap's settings counts.
    command.add(command.indexOf("-cp"), MANY_HEAP);
    if (db != null) {
      command.add("--db=" + db);
    }
    out.println("%,d houses with %s:".formatted(many, MANY_HEAP));
    out.flush();
    ChildProcess.run(log, command);
    Files.readAllLines(log).forEach(line -> out.println("  " + line));
  }

  /** A long run has long been compiled. */
  private static void warmUp() {
    SyntheticTown small = new SyntheticTown(WARM_HOUSES, WARM_HOUSES / 1000);
    Buildings buildings = small.buildings();
    for (int i = 0; i < 10; i++) {
      allocate(small, buildings);
      coverage(small.grid(), buildings);
    }
  }

  private record Seconds(double processor, double wall) {}

  /**
   * The processor's time is that of all threads, the collector's and the compiler's too: other
   * programs on the machine change it less than the clock on the wall.
   */
  private static final class Clock {
    private final long processor = processorNanos();
    private final long wall = System.nanoTime();

    Seconds seconds() {
      return new Seconds((processorNanos() - processor) / 1e9, (System.nanoTime() - wall) / 1e9);
    }

    private static long processorNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  private Seconds print(String what, Seconds seconds) {
    out.println(
        String.format(
            Locale.ROOT, "%-34s %10.2f %10.2f", what, seconds.processor(), seconds.wall()));
    out.flush();
    return seconds;
  }

  private void printWall(String what, double seconds) {
    out.println(String.format(Locale.ROOT, "%-34s %10s %10.2f", what, "", seconds));
    out.flush();
  }

  private static double coverage(Grid grid, Buildings buildings) {
    CellCoverage coverage = new CellCoverage(grid);
    double[] sum = new double[1];
    for (int i = 0; i < buildings.size(); i++) {
      coverage.visit(buildings.outline(i), (column, row, fraction) -> sum[0] += fraction);
    }
    return sum[0];
  }

  private static double persons(Allocation allocation) {
    double[] sum = new double[1];
    allocation.cellShares().forEach(s -> sum[0] += s.persons());
    return sum[0];
  }

  /** Largest resident set of this process so far; 0 where the system does not tell. */
  private static double peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
            .filter(l -> l.startsWith("VmHWM:"))
            .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0)
        / 1024;
  }

  /** The raster by our COPY and by raster2pgsql. */
  private void load(RasterLoad load, Path folder) throws IOException, InterruptedException {
    Map<String, String> environment = Main.home(spec).environment();
    DatabaseUrl url = Databases.locate(Optional.ofNullable(db), environment);
    try (Database database = Databases.open(Optional.ofNullable(db), environment)) {
      SyntheticTown small = new SyntheticTown(WARM_HOUSES, WARM_HOUSES / 1000);
      RasterLoad warm = new RasterLoad(allocate(small, small.buildings()).density());
      for (int i = 0; i < 3; i++) {
        warm.ours(database);
        RasterLoad.delete(database);
      }
      try {
        double ours = load.ours(database);
        printWall("raster into PostGIS", ours);
        if (!alone) {
          double theirs = load.theirs(url, folder);
          printWall("raster2pgsql | psql", theirs);
          out.println(
              String.format(Locale.ROOT, "  raster2pgsql takes %.2f times as long", theirs / ours));
          out.println("  tiles ours|theirs|same bytes: " + RasterLoad.sameTiles(url, folder));
        }
      } finally {
        RasterLoad.delete(database);
      }
    }
  }

  private Grid grid() {
    return new SyntheticTown(houses, units).grid();
  }

  private void peers(
      Path folder,
      Census census,
      Buildings buildings,
      Seconds allocated,
      Seconds covering,
      double covered)
      throws IOException, InterruptedException {
    Path houseFile = folder.resolve("houses.bin");
    Path unitFile = folder.resolve("units.bin");
    SyntheticTown.write(houseFile, buildings.stream().map(b -> (Polygon) b.outline())::iterator);
    SyntheticTown.write(unitFile, census.units().stream().map(u -> (Polygon) u.area())::iterator);
    Grid grid = grid();
    JsonNode figures =
        new PythonPeer(Main.home(spec), "density")
            .run(
                folder,
                houseFile.toString(),
                unitFile.toString(),
                Double.toString(grid.affine().originX()),
                Double.toString(grid.affine().originY()),
                Integer.toString(grid.width()),
                Integer.toString(grid.height()));
    peer("geopandas overlay", figures, "geopandas", allocated);
    peer("tobler area_interpolate", figures, "tobler", allocated);
    peer("exactextract count", figures, "exactextract", covering);
    out.println(
        String.format(
            Locale.ROOT,
            "  cells covered: ours %.3f, exactextract %.3f",
            covered,
            figures.get("exactextract_cells").asDouble()));
  }

  private void peer(String name, JsonNode figures, String key, Seconds ours) {
    Seconds theirs =
        new Seconds(
            figures.get(key + "_seconds").asDouble(), figures.get(key + "_wall").asDouble());
    print(name, theirs);
    out.println(
        String.format(
            Locale.ROOT,
            "  takes %.1f times our processor time, %.1f times our time on the wall",
            theirs.processor() / ours.processor(),
            theirs.wall() / ours.wall()));
  }
}
