package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import hearth.cli.Main;
import hearth.footprint.Buildings;
import hearth.geo.Grid;
import hearth.pipeline.Databases;
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
 * in the database, beside tobler and geopandas, exactextract, and raster2pgsql. One thread each,
 * measured by the processor's time; the database by the wall's.
 */
@Command(
    name = "density",
    mixinStandardHelpOptions = true,
    description =
        "Measures allocation, coverage and the load into PostGIS, beside tobler, geopandas,"
            + " exactextract and raster2pgsql.")
final class BenchDensityCommand implements Callable<Integer> {
  private static final String RUN = "bench-density";
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
    out.println("%-34s %10s".formatted("processor seconds", "s"));
    warmUp();

    long tt = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = processorNanos();
    Allocation allocation =
        new Allocator(AllocationOptions.DEFAULTS)
            .allocate(census, buildings, town.area(), grid, issue -> {});
    double allocationSeconds = print("allocation: units, houses, cells", processorNanos() - start);

    System.err.println(
        "thread " + (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - tt) / 1e9);
    start = processorNanos();
    double covered = coverage(grid, buildings);
    double coverageSeconds = print("coverage of cells by houses", processorNanos() - start);

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
        peers(folder.path(), census, buildings, allocationSeconds, coverageSeconds, covered);
      }
    }
    return Main.DONE;
  }

  /** A long run has long been compiled. */
  private static void warmUp() {
    SyntheticTown small = new SyntheticTown(100_000, 100);
    Buildings buildings = small.buildings();
    for (int i = 0; i < 4; i++) {
      new Allocator(AllocationOptions.DEFAULTS)
          .allocate(small.census(), buildings, small.area(), small.grid(), issue -> {});
      coverage(small.grid(), buildings);
    }
  }

  /**
   * Of all threads, the collector's and the compiler's too. Other programs on the machine change
   * the clock on the wall, not this one.
   */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private double print(String what, long nanos) {
    double seconds = nanos / 1e9;
    out.println(String.format(Locale.ROOT, "%-34s %10.2f", what, seconds));
    out.flush();
    return seconds;
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
              density::read);
      RunStart start = new RunStart(RUN, RUN, "{}", Main.version(), "{}", "[]", SyntheticTown.CRS);
      try (RunAttempt run = store.begin(start)) {
        long began = System.nanoTime();
        run.finish(new RunResult(List.of(), Optional.of(population)));
        double ours = print("raster into PostGIS (wall)", System.nanoTime() - began);
        if (!alone) {
          Path file = folder.resolve("density.tif");
          List<RasterBand> bands = new ArrayList<>();
          for (DensityBand band : DensityBand.values()) {
            bands.add(
                new RasterBand(band.code(), band.overview(), window -> density.read(band, window)));
          }
          RasterWriter.writeCog(file, density.grid(), bands, Map.of());
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
    String overviews = houses > 100_000 ? "-l 2,4,8" : "-l 2";
    long began = System.nanoTime();
    shell(
        url,
        folder,
        "set -o pipefail; raster2pgsql -q -d -s 32645 -I -C -M %s -t 256x256 -N -9999 '%s' %s | psql -q -X -v ON_ERROR_STOP=1"
            .formatted(overviews, file, PEER_TABLE));
    return print("raster2pgsql | psql (wall)", System.nanoTime() - began);
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
      double allocationSeconds,
      double coverageSeconds,
      double covered)
      throws IOException, InterruptedException {
    Path houseFile = folder.resolve("houses.bin");
    Path unitFile = folder.resolve("units.bin");
    SyntheticTown.write(houseFile, buildings.stream().map(b -> (Polygon) b.outline())::iterator);
    SyntheticTown.write(unitFile, census.units().stream().map(u -> (Polygon) u.area())::iterator);
    Grid grid = new SyntheticTown(houses, units).grid();
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
    peer("geopandas overlay", figures.get("geopandas_seconds").asDouble(), allocationSeconds);
    peer("tobler area_interpolate", figures.get("tobler_seconds").asDouble(), allocationSeconds);
    peer("exactextract count", figures.get("exactextract_seconds").asDouble(), coverageSeconds);
    out.println(
        String.format(
            Locale.ROOT,
            "  cells covered: ours %.3f, exactextract %.3f",
            covered,
            figures.get("exactextract_cells").asDouble()));
  }

  private void peer(String name, double seconds, double ours) {
    out.println(
        String.format(
            Locale.ROOT, "%-34s %10.2f   %.1f times ours", name, seconds, seconds / ours));
  }
}
