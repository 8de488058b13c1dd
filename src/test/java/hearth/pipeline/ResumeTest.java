package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.geo.Tile;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.RunReport;
import hearth.raster.Gdal;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import hearth.store.PostgresExtension;
import hearth.store.RunInfo;
import hearth.store.RunStore;
import hearth.store.Sql;
import hearth.store.TileRecord;
import hearth.store.TileState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.gdal.gdal.Dataset;
import org.gdal.gdal.TranslateOptions;
import org.gdal.gdal.gdal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;

/** A run that is interrupted and gone on with ends as one that was left in peace. */
@Timeout(300)
class ResumeTest {
  private static final Path SAMPLE = Path.of("data-samples/banepa").toAbsolutePath();

  /** The piece of the sample that is used. */
  private static final int SIDE = 448;

  private static final int TILES = 64;

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir Path folder;

  private Home home;

  @BeforeEach
  void makeHome() throws IOException {
    Gdal.initialise();
    home = SmallModels.home(folder, POSTGRES.environment());
  }

  private Map<JobKey, String> job(Path imagery, String name) {
    Map<JobKey, String> job = new TreeMap<>();
    job.put(JobKey.NAME, name);
    job.put(JobKey.IMAGERY, imagery.toString());
    job.put(JobKey.SEGMENTER, "small-sam");
    job.put(JobKey.DETECTOR, "small-yolo");
    job.put(JobKey.OSM, SAMPLE.resolve("osm.osm.pbf").toString());
    job.put(JobKey.CENSUS, SAMPLE.resolve("census.gpkg").toString());
    job.put(JobKey.POPULATION, "population");
    job.put(JobKey.UNIT_ID, "zone_id");
    job.put(JobKey.OUT, folder.resolve("out").toString());
    return job;
  }

  private Run run(Map<JobKey, String> job, Progress progress, AtomicBoolean cancelled) {
    JobValues values = new JobValues();
    job.forEach((key, value) -> values.set(key, List.of(value), Path.of("")));
    return new Run(RunConfig.of(values), home, progress, cancelled::get);
  }

  private RunReport run(Map<JobKey, String> job) {
    return run(job, Progress.SILENT, new AtomicBoolean()).execute(false);
  }

  /** Stops a run after some of its tiles. */
  private void interrupt(Map<JobKey, String> job, int tiles) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String name) {}

          @Override
          public void tiles(int done, int failed, int total) {
            cancelled.set(done >= tiles);
          }

          @Override
          public void warn(String message) {}
        };
    CancellationException e =
        assertThrows(
            CancellationException.class, () -> run(job, progress, cancelled).execute(false));
    assertTrue(e.getMessage().contains("./hearth runs resume "), e.getMessage());
  }

  private RunReport resume(String id, boolean onlyFailed) {
    RunInfo earlier = new RunStore(POSTGRES.database()).requireResumable(id);
    return new Run(
            RunConfig.of(JobValues.ofKept(earlier.job())), home, Progress.SILENT, () -> false)
        .resume(earlier, onlyFailed);
  }

  /** Everything that a run leaves: rows of buildings, sums of zones, files. */
  private Map<String, Object> left(String id) throws IOException {
    Map<String, Object> left = new TreeMap<>();
    String key = "SELECT key FROM hearth.run WHERE state = 'finished' AND id = '" + id + "'";
    left.put(
        "buildings",
        sql(
            "SELECT string_agg(id || encode(ST_AsBinary(geom), 'hex') || status"
                + " || coalesce(population, -1), ',' ORDER BY id)"
                + " FROM hearth.building WHERE run_key = (%s)",
            key));
    left.put(
        "zones",
        sql(
            "SELECT string_agg(unit_id || ' ' || persons, ',' ORDER BY unit_id) FROM"
                + " (SELECT unit_id, sum(persons ORDER BY \"row\", col) AS persons"
                + " FROM hearth.cell_share WHERE run_key = (%s) GROUP BY unit_id) z",
            key));
    left.put(
        "rasters",
        sql(
            "SELECT md5(string_agg(md5(ST_AsBinary(rast)), ',' ORDER BY tile_row, tile_column))"
                + " FROM hearth.density WHERE run_key = (%s)",
            key));
    left.put("tiles", sql("SELECT count(*) FROM hearth.tile WHERE run_key = (%s)", key));
    for (String file : List.of("buildings.gpkg", "population.tif", "density.tif", "map.png")) {
      left.put(file, Fingerprint.ofFile(folder.resolve("out").resolve(file).toString()));
    }
    return left;
  }

  private String sql(String query, String key) {
    return Sql.one(POSTGRES.database(), query.formatted(key));
  }

  /** A process that dies tells nobody; each goes on where the one before it was killed. */
  @Test
  void killedAgainAndAgainItEndsAsAnUndisturbedRun() throws Exception {
    Map<JobKey, String> job = job(imagery(), "killed");
    String id = run(job).run();
    Map<String, Object> undisturbed = left(id);
    RunStore store = new RunStore(POSTGRES.database());
    store.delete(id);
    Random random = new Random(7);
    List<String> command = command(job);
    for (String step : List.of("tiles", "tiles", "seams", "results", "files")) {
      kill(command, step, random.nextInt(150));
      assertNotEquals("done", stepState(store.require(id), "files"), "it was too late");
      command.clear();
      command.addAll(List.of("runs", "resume", id));
    }

    RunReport report = resume(id, false);
    assertEquals("done", report.state());
    assertEquals(TILES, report.tiles().done());
    assertEquals(undisturbed, left(id));
    RunInfo finished = store.require(id);
    assertTrue(
        store.tiles(finished).stream().allMatch(t -> t.attempts() == 1), "no tile is done twice");
    assertEquals("done", stepState(finished, "files"));
    try (var files = Files.list(folder.resolve("out"))) {
      assertEquals(
          List.of(), files.filter(f -> f.getFileName().toString().startsWith(".")).toList());
    }
    refused(id, false, "nothing to resume");
  }

  private static String stepState(RunInfo run, String step) {
    return new RunStore(POSTGRES.database())
        .steps(run).stream()
            .filter(s -> s.name().equals(step))
            .map(s -> s.state())
            .findFirst()
            .orElse("");
  }

  /** Starts a command in a process of its own and ends that by SIGKILL in a step. */
  private void kill(List<String> hearth, String step, int millisLater) throws Exception {
    Process process = start(hearth);
    try (BufferedReader said = process.inputReader()) {
      readTo(said, "hearth: " + step);
      // What comes after the tiles is over in a moment.
      Thread.sleep(step.equals("tiles") ? millisLater : 0);
      process.toHandle().destroyForcibly();
      assertEquals(128 + 9, process.waitFor());
    }
  }

  /** Reads to a line that begins so; fails where the process ends before. */
  private static void readTo(BufferedReader said, String start) throws IOException {
    StringBuilder all = new StringBuilder();
    String line = said.readLine();
    while (line != null && !line.startsWith(start)) {
      all.append(line).append('\n');
      line = said.readLine();
    }
    assertTrue(line != null, "it ended before '" + start + "':\n" + all);
  }

  @Test
  void sigtermFinishesTheTilesInHandAndSaysHowToGoOn() throws Exception {
    Map<JobKey, String> job = job(imagery(), "told");
    String id = run(job).run();
    Map<String, Object> undisturbed = left(id);
    RunStore store = new RunStore(POSTGRES.database());
    store.delete(id);

    Process process = start(command(job));
    try (BufferedReader said = process.inputReader()) {
      readTo(said, "hearth: tiles");
      long told = System.nanoTime();
      process.toHandle().destroy();
      String rest = said.lines().collect(Collectors.joining("\n"));
      assertEquals(1, process.waitFor(), rest);
      assertTrue(System.nanoTime() - told < 10_000_000_000L, "within ten seconds");
      assertTrue(rest.contains("./hearth runs resume " + id), rest);
    }
    RunInfo stopped = store.require(id);
    assertTrue(stopped.isInterrupted(), stopped.toString());
    assertTrue(stopped.tiles().getOrDefault("done", 0L) < TILES, stopped.tiles().toString());

    assertEquals(TILES, resume(id, false).tiles().done());
    assertEquals(undisturbed, left(id));
    assertTrue(store.tiles(store.require(id)).stream().allMatch(t -> t.attempts() == 1));
  }

  @Test
  void whoStopsARunAmongItsStepsWaitsForTheOneInHand() throws Exception {
    Map<JobKey, String> job = job(imagery(), "steps");
    String id = run(job).run();
    Map<String, Object> undisturbed = left(id);
    RunStore store = new RunStore(POSTGRES.database());
    store.delete(id);
    AtomicBoolean cancelled = new AtomicBoolean();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String name) {
            cancelled.compareAndSet(false, name.equals("seams"));
          }

          @Override
          public void tiles(int done, int failed, int total) {}

          @Override
          public void warn(String message) {}
        };

    CancellationException e =
        assertThrows(
            CancellationException.class, () -> run(job, progress, cancelled).execute(false));
    assertTrue(e.getMessage().startsWith("stopped before the step 'conflation'"), e.getMessage());
    assertEquals("done", stepState(store.require(id), "seams"));
    assertTrue(store.require(id).isInterrupted());
    assertEquals("done", resume(id, false).state());
    assertEquals(undisturbed, left(id));
  }

  /** The tile in hand cannot be committed, so that the first signal waits for it. */
  @Test
  void aSecondSignalStopsAtOnceAndLosesNothingCommitted() throws Exception {
    Map<JobKey, String> job = job(imagery(), "twice");
    interrupt(job, 10);
    RunStore store = new RunStore(POSTGRES.database());
    RunInfo before =
        store.list().stream().filter(r -> r.name().equals("twice")).findFirst().orElseThrow();
    Process process;
    try (AutoCloseable lock = Sql.holding(POSTGRES, "LOCK TABLE hearth.tile IN EXCLUSIVE MODE")) {
      process = start(List.of("runs", "resume", before.id()));
      try (BufferedReader said = process.inputReader()) {
        readTo(said, "hearth: tiles");
        controlC(process);
        readTo(said, "hearth: stopping");
        assertTrue(process.isAlive(), "it waits for the tile in hand");
        controlC(process);
        assertEquals(130, process.waitFor());
      }
      assertTrue(lock != null);
    }
    RunInfo after = store.require(before.id());
    assertEquals(before.tiles(), after.tiles());
    RunReport report = resume(before.id(), false);
    assertEquals(TILES, report.tiles().done());
    assertTrue(store.tiles(store.require(before.id())).stream().allMatch(t -> t.attempts() == 1));
  }

  private static void controlC(Process process) throws Exception {
    // Of the shell: a bare Debian has no program of that name.
    List<String> kill = List.of("sh", "-c", "kill -INT " + process.pid());
    assertEquals(0, new ProcessBuilder(kill).start().waitFor());
  }

  private static List<String> command(Map<JobKey, String> job) {
    List<String> command = new ArrayList<>(List.of("run"));
    job.forEach((key, value) -> command.addAll(List.of(key.flag(), value)));
    return command;
  }

  /**
   * A command in a process of its own, which hears SIGINT as at a terminal: where the tests run in
   * the background of a script it is ignored, and every child inherits that.
   */
  private Process start(List<String> hearth) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("-Djava.library.path"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Dhearth.home=" + home.folder(),
            "-cp",
            System.getProperty("java.class.path"),
            "hearth.cli.Main"));
    command.addAll(hearth);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(POSTGRES.environment());
    return builder.start();
  }

  @Test
  void theSameCommandGoesOnAsWell() throws IOException {
    Map<JobKey, String> job = job(imagery(), "again");
    interrupt(job, 10);
    RunStore store = new RunStore(POSTGRES.database());
    RunInfo left = store.list().stream().filter(r -> r.name().equals("again")).findFirst().get();
    assertTrue(left.isInterrupted(), left.toString());
    long done = left.tiles().get("done");
    assertTrue(done >= 10 && done < TILES, left.tiles().toString());

    RunReport report = run(job);
    assertEquals(TILES, report.tiles().done());
    RunInfo finished = store.require(left.id());
    assertEquals(left.key(), finished.key(), "the same attempt");
    assertTrue(store.tiles(finished).stream().allMatch(t -> t.attempts() == 1));
    Map<String, Object> first = left(left.id());

    run(job, Progress.SILENT, new AtomicBoolean()).restart(false);
    assertNotEquals(finished.key(), store.require(left.id()).key(), "a finished run is replaced");
    assertEquals(first, left(left.id()));
  }

  @Test
  void connectionsThatAreCutAreMadeAnew() {
    List<String> told = new ArrayList<>();
    Progress cutting =
        new Progress() {
          @Override
          public void stage(String name) {
            cut();
          }

          @Override
          public void tiles(int done, int failed, int total) {
            if (done % 10 == 5) {
              cut();
            }
          }

          @Override
          public void warn(String message) {
            told.add(message);
          }
        };
    RunReport report = run(job(imagery(), "cut"), cutting, new AtomicBoolean()).execute(false);
    assertEquals("done", report.state());
    assertEquals(TILES, report.tiles().done());
    RunStore store = new RunStore(POSTGRES.database());
    assertTrue(store.tiles(store.require(report.run())).stream().allMatch(t -> t.attempts() == 1));
    assertFalse(told.isEmpty(), "the person is told what is waited for");
    assertTrue(told.get(0).contains("waiting for it up to 120 s"), told.get(0));
  }

  /** Ends every connection to the database, that which holds the run's lock too. */
  private static void cut() {
    Sql.asAdmin(
        POSTGRES,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  @Test
  void whatChangedIsNamed() throws IOException {
    Path imagery = imagery();
    Path census = Files.copy(SAMPLE.resolve("census.gpkg"), folder.resolve("zones.gpkg"));
    Map<JobKey, String> job = job(imagery, "changed");
    job.put(JobKey.CENSUS, census.toString());
    interrupt(job, 3);
    String id =
        new RunStore(POSTGRES.database())
            .list().stream()
                .filter(r -> r.name().equals("changed"))
                .map(RunInfo::id)
                .findFirst()
                .orElseThrow();

    byte[] whole = Files.readAllBytes(census);
    try (RandomAccessFile file = new RandomAccessFile(census.toFile(), "rw")) {
      // The application's version in the header: no change to the data, yet another file.
      file.seek(96);
      file.write(77);
    }
    refused(id, false, "changed since it began", census.toString());
    Files.write(census, whole);
    Files.write(imagery, new byte[1], java.nio.file.StandardOpenOption.APPEND);
    refused(id, false, "changed since it began", imagery.toString());
    refused(id, true, "never begun");
  }

  private void refused(String id, boolean onlyFailed, String... words) {
    InputException e = assertThrows(InputException.class, () -> resume(id, onlyFailed));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void aRepairedTileGivesTheResultOfACleanRun() throws IOException {
    Path imagery = imagery();
    long offset = offset(imagery);
    byte[] whole = Files.readAllBytes(imagery);
    Map<JobKey, String> job = job(imagery, "repaired");
    RunReport clean = run(job);
    Map<String, Object> expected = left(clean.run());
    List<Feature> cleanBuildings = layer("candidates");
    assertEquals(List.of(), layer("missing"));
    RunStore store = new RunStore(POSTGRES.database());
    store.delete(clean.run());

    try (RandomAccessFile file = new RandomAccessFile(imagery.toFile(), "rw")) {
      file.seek(offset);
      byte[] garbage = new byte[64];
      java.util.Arrays.fill(garbage, (byte) 0xff);
      file.write(garbage);
    }
    Files.delete(folder.resolve("out/report.json"));
    RunReport broken = run(job);
    assertEquals("incomplete", broken.state());
    assertNotEquals(clean.run(), broken.run());
    List<TileRecord> holes =
        store.tiles(store.require(broken.run())).stream()
            .filter(t -> t.state() == TileState.FAILED)
            .toList();
    assertFalse(holes.isEmpty());
    assertEquals(holes.size(), layer("missing").size(), "as a layer");
    assertTrue(
        Files.readString(folder.resolve("out/report.html")).contains("imagery.tif"), "the cause");
    assertEquals(outside(holes, cleanBuildings), outside(holes, layer("candidates")), "all others");
    assertEquals("incomplete", resume(broken.run(), true).state(), "not repaired yet");
    assertTrue(
        store.tiles(store.require(broken.run())).stream()
            .allMatch(t -> t.attempts() == (t.state() == TileState.FAILED ? 2 : 1)),
        "failed tiles alone are tried again");

    Files.write(imagery, whole);
    refused(broken.run(), false, "changed since it began", "--only-failed");
    RunReport repaired = resume(broken.run(), true);
    assertEquals("done", repaired.state());
    assertEquals(clean.run(), repaired.run());
    assertEquals(expected, left(repaired.run()));
    assertTrue(store.show(broken.run()).isEmpty(), "the run with holes gave way");
  }

  /** A piece of the sample in blocks of 32 pixels. */
  private Path imagery() {
    Path target = folder.resolve("imagery.tif");
    String side = String.valueOf(SIDE);
    Vector<String> options = new Vector<>(List.of("-srcwin", "200", "200", side, side));
    for (String option :
        List.of("TILED=YES", "COMPRESS=DEFLATE", "BLOCKXSIZE=32", "BLOCKYSIZE=32")) {
      options.addAll(List.of("-co", option));
    }
    Dataset sample = gdal.Open(SAMPLE.resolve("imagery.tif").toString());
    gdal.Translate(target.toString(), sample, new TranslateOptions(options)).delete();
    sample.delete();
    return target;
  }

  /** Where in the file the block in its middle lies. */
  private static long offset(Path imagery) {
    Dataset dataset = gdal.Open(imagery.toString());
    String offset = dataset.GetRasterBand(1).GetMetadataItem("BLOCK_OFFSET_7_7", "TIFF");
    dataset.delete();
    return Long.parseLong(offset);
  }

  private List<Feature> layer(String name) {
    List<Feature> rows = new ArrayList<>();
    try (VectorLayer layer =
        VectorLayer.open(folder.resolve("out/buildings.gpkg").toString(), name)) {
      layer.forEach(issue -> {}, rows::add);
    }
    return rows;
  }

  /** Buildings that no failed tile could see, nor a tile beside it: id, outline, status. */
  private static List<String> outside(List<TileRecord> holes, List<Feature> buildings) {
    double reach = 64;
    List<Geometry> seen =
        holes.stream()
            .map(t -> Crs.epsg(32645).to(Crs.WGS84).apply(t.bounds().buffer(reach)))
            .toList();
    return buildings.stream()
        .filter(b -> seen.stream().noneMatch(s -> s.intersects(b.geometry())))
        .map(
            b ->
                b.attributes().get("id")
                    + " "
                    + b.attributes().get("status")
                    + " "
                    + b.geometry().toText())
        .toList();
  }

  @Test
  void tilesAreTriedAgainWhereTheCauseMayPass() {
    List<Integer> attempts = new ArrayList<>();
    Tile tile = new Tile(0, 0, pixels(), pixels());
    int[] calls = {0};
    new LocalExecutor(1, List.of(java.time.Duration.ZERO, java.time.Duration.ZERO))
        .run(
            List.of(tile),
            () ->
                new TileWorker() {
                  @Override
                  public TileOutcome process(Tile t) {
                    calls[0]++;
                    throw new InputException("/vsicurl/x: timed out", "", null, calls[0] < 3);
                  }

                  @Override
                  public void close() {}
                },
            outcome -> attempts.add(outcome.attempts()),
            () -> false);
    assertEquals(3, calls[0]);
    assertEquals(List.of(3), attempts);
  }

  private static hearth.geo.PixelWindow pixels() {
    return new hearth.geo.PixelWindow(0, 0, 8, 8);
  }
}
