package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import hearth.cli.Main;
import hearth.footprint.Buildings;
import hearth.geo.Grid;
import hearth.geo.PixelWindow;
import hearth.pipeline.Databases;
import hearth.pipeline.Threads;
import hearth.population.Allocation;
import hearth.population.AllocationOptions;
import hearth.population.Allocator;
import hearth.population.Census;
import hearth.population.DensityBand;
import hearth.population.DensityGrid;
import hearth.raster.RasterBand;
import hearth.raster.RasterWriter;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PsqlCommand;
import hearth.store.RunAttempt;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStore;
import hearth.zonal.CellCoverage;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
  private static final String RUN = "bench-density";
  private static final int TILE = 256;
  private static final String MANY_HEAP = "-Xmx3g";
  private static final String PEER_TABLE = "public.bench_density_peer";

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
      load(allocation, folder.path());
      out.println(
          String.format(
              Locale.ROOT,
              "peak memory %.0f MB; %.1f of %.1f persons in cells; %.1f cells covered",
              peakMegabytes(),
              persons(allocation),
              census.persons(),
              covered));
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
    SyntheticTown small = new SyntheticTown(100_000, 100);
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

  /** The raster by our COPY and by raster2pgsql, and whether the tiles are the same bytes. */
  private void load(Allocation allocation, Path folder) throws IOException, InterruptedException {
    Map<String, String> environment = Main.home(spec).environment();
    DatabaseUrl url = Databases.locate(Optional.ofNullable(db), environment);
    DensityGrid density = allocation.density();
    Clock clock = new Clock();
    RunResult.BandReader bands = computed(density);
    print("bands of the raster", clock.seconds());
    try (Database database = Databases.open(Optional.ofNullable(db), environment)) {
      RunStore store = new RunStore(database);
      RunResult.Population population =
          new RunResult.Population(
              new RunResult.CensusInfo("made up", "persons", OptionalInt.empty(), List.of(), "{}"),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              density.grid(),
              bands);
      RunStart start = new RunStart(RUN, RUN, "{}", Main.version(), "{}", "[]", SyntheticTown.CRS);
      try (RunAttempt run = store.begin(start)) {
        long began = System.nanoTime();
        run.finish(new RunResult(List.of(), Optional.of(population)));
        double ours = (System.nanoTime() - began) / 1e9;
        printWall("raster into PostGIS", ours);
        if (!alone) {
          Path file = folder.resolve("density.tif");
          List<RasterBand> inFile = new ArrayList<>();
          for (DensityBand band : DensityBand.values()) {
            inFile.add(
                new RasterBand(band.code(), band.overview(), window -> bands.read(band, window)));
          }
          RasterWriter.writeCog(file, density.grid(), inFile, Map.of());
          double peer = raster2pgsql(url, folder, file);
          out.println(
              String.format(Locale.ROOT, "  raster2pgsql takes %.2f times as long", peer / ours));
          out.println("  tiles ours|theirs|same bytes: " + sameTiles(url, folder));
        }
      } finally {
        store.delete(RUN);
      }
    }
  }

  private double raster2pgsql(DatabaseUrl url, Path folder, Path file)
      throws IOException, InterruptedException {
    StringBuilder overviews = new StringBuilder("-l 2");
    for (int factor = 4; grid().width() > factor / 2 * TILE; factor *= 2) {
      overviews.append(',').append(factor);
    }
    long began = System.nanoTime();
    shell(
        url,
        folder,
        "set -o pipefail; raster2pgsql -q -d -s 32645 -I -C -M %s -t 256x256 -N -9999 '%s' %s | psql -q -X -v ON_ERROR_STOP=1"
            .formatted(overviews, file, PEER_TABLE));
    double seconds = (System.nanoTime() - began) / 1e9;
    printWall("raster2pgsql | psql", seconds);
    return seconds;
  }

  /** All bands by the database's tiles: raster2pgsql finds them in a file, too. */
  private static RunResult.BandReader computed(DensityGrid density) {
    Map<PixelWindow, Map<DensityBand, float[]>> tiles = new HashMap<>();
    for (int row = 0; row < density.grid().height(); row += TILE) {
      for (int column = 0; column < density.grid().width(); column += TILE) {
        PixelWindow tile =
            new PixelWindow(column, row, TILE, TILE).intersection(density.grid().window());
        Map<DensityBand, float[]> bands = new EnumMap<>(DensityBand.class);
        for (DensityBand band : DensityBand.values()) {
          bands.put(band, density.read(band, tile));
        }
        tiles.put(tile, bands);
      }
    }
    return (band, window) ->
        tiles.containsKey(window) ? tiles.get(window).get(band) : density.read(band, window);
  }

  private Grid grid() {
    return new SyntheticTown(houses, units).grid();
  }

  private static String sameTiles(DatabaseUrl url, Path folder)
      throws IOException, InterruptedException {
    String same =
        shell(
            url,
            folder,
            """
            psql -q -X -A -t -v ON_ERROR_STOP=1 -c "SET hearth.run = '%1$s'" -c "
              SELECT (SELECT count(*) FROM hearth.density WHERE run_key = hearth.current_run_key()),
                (SELECT count(*) FROM %2$s), count(*)
              FROM hearth.density d JOIN %2$s p ON ST_AsWKB(d.rast) = ST_AsWKB(p.rast)
              WHERE d.run_key = hearth.current_run_key()"
            """
                .formatted(RUN, PEER_TABLE));
    shell(
        url,
        folder,
        "psql -q -X -c 'DROP TABLE %1$s' && psql -q -X -A -t -c \"SELECT format('DROP TABLE public.%%I', relname) FROM pg_class WHERE relname ~ '^o_[0-9]+_bench_density_peer$'\" | psql -q -X"
            .formatted(PEER_TABLE));
    return same.strip();
  }

  private static String shell(DatabaseUrl url, Path folder, String script)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(PsqlCommand.of(url, Optional.empty(), Optional.empty()).environment());
    if (builder.start().waitFor() != 0) {
      throw new IllegalStateException(script + " failed: " + Files.readString(output).strip());
    }
    return Files.readString(output);
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
