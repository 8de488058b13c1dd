package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.cli.Main;
import hearth.pipeline.Home;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PrivateCluster;
import hearth.store.RunInfo;
import hearth.store.RunState;
import hearth.store.RunStore;
import hearth.store.TileState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.locationtech.jts.io.WKBWriter;

/**
 * The sample as a job of many small tiles, and a database server of its own, run by processes of
 * its own: on the small models of {@code scripts/bench/small-model}, or on those that Hearth ships.
 */
final class SampleJob {
  private static final List<String> FILES =
      List.of("buildings.gpkg", "population.tif", "density.tif");

  private final Path folder;
  private final Map<JobKey, String> job;
  private final Map<String, String> environment;

  /**
   * A job on the small models.
   *
   * @param home the repository
   * @param folder for the server, models and results
   * @param imagery what to look at
   */
  SampleJob(Path home, Path folder, Path imagery) throws IOException {
    this(folder, job(home.resolve("data-samples/banepa"), folder, imagery), environment(folder));
    Path models = Files.createDirectories(folder.resolve("home/models"));
    for (String kind : List.of("models", "scripts/bench/small-model")) {
      try (Stream<Path> files = Files.list(home.resolve(kind))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, models.resolve(file.getFileName()));
        }
      }
    }
  }

  private SampleJob(Path folder, Map<JobKey, String> job, Map<String, String> environment) {
    this.folder = folder;
    this.job = job;
    this.environment = environment;
  }

  private static Map<JobKey, String> job(Path sample, Path folder, Path imagery) {
    Map<JobKey, String> job = new EnumMap<>(JobKey.class);
    job.put(JobKey.NAME, "bench");
    job.put(JobKey.IMAGERY, imagery.toString());
    job.put(JobKey.SEGMENTER, "small-sam");
    job.put(JobKey.DETECTOR, "small-yolo");
    job.put(JobKey.OSM, sample.resolve("osm.osm.pbf").toString());
    job.put(JobKey.CENSUS, sample.resolve("census.gpkg").toString());
    job.put(JobKey.POPULATION, "population");
    job.put(JobKey.UNIT_ID, "zone_id");
    job.put(JobKey.OUT, folder.resolve("out").toString());
    return job;
  }

  /** The same on the models that Hearth ships. */
  SampleJob onShippedModels() {
    return with(JobKey.NAME, "bench-shipped")
        .with(JobKey.SEGMENTER, JobKey.SEGMENTER.defaultValue())
        .with(JobKey.DETECTOR, JobKey.DETECTOR.defaultValue());
  }

  /** The same with another value. */
  SampleJob with(JobKey key, String value) {
    Map<JobKey, String> other = new EnumMap<>(job);
    other.put(key, value);
    return new SampleJob(folder, other, environment);
  }

  /**
   * The same, which reaches the server by another port, as the owner of a database anywhere would.
   */
  SampleJob through(int port) {
    Map<String, String> other = new HashMap<>(environment);
    other.put(
        "HEARTH_DB", "jdbc:postgresql://127.0.0.1:%d/hearth?user=hearth_owner".formatted(port));
    other.put(
        "HEARTH_DB_PASSWORD_FILE", serverFolder().resolve("client/owner-password").toString());
    return new SampleJob(folder, job, other);
  }

  private static Map<String, String> environment(Path folder) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("HEARTH_"));
    environment.put("HEARTH_HOME", folder.resolve("server").toString());
    // Megabytes: filled after some hundred tiles, so that it is not taken for a leak.
    environment.put("GDAL_CACHEMAX", "16");
    return environment;
  }

  PrivateCluster server() {
    return PrivateCluster.ofUser(environment);
  }

  /** Where the server keeps everything. */
  Path serverFolder() {
    return folder.resolve("server");
  }

  Path out() {
    return folder.resolve("out");
  }

  /** Deletes the run and its files, finished or not. */
  void forget() throws IOException {
    try (Database database = open()) {
      RunStore store = new RunStore(database);
      find(store).ifPresent(run -> store.delete(run.id()));
    }
    Files.createDirectories(out());
    try (Stream<Path> files = Files.list(out())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Starts the job in a process of its own.
   *
   * @param log takes what it prints
   * @param jvm arguments of its JVM, that go over those of this one
   */
  Process start(Path log, List<String> jvm) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run"));
    job.forEach((key, value) -> arguments.addAll(List.of(key.flag(), value)));
    List<String> command = ChildProcess.hearthCommand(arguments.toArray(String[]::new));
    command.removeIf(a -> a.startsWith("-Dhearth.home="));
    int place = command.indexOf("-cp");
    command.addAll(place, jvm);
    command.add(place, "-Dhearth.home=" + home().folder());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Starts the job in this process. */
  Engine start() {
    JobValues values = new JobValues();
    job.forEach((key, value) -> values.set(key, List.of(value), Path.of("")));
    return Engine.of(RunConfig.of(values), home());
  }

  /**
   * Goes on with it, by the command in this process.
   *
   * @param said takes what the command prints
   */
  void resume(PrintWriter said) {
    Main.execute(home(), said, "runs", "resume", "--quiet", info().id());
  }

  private Home home() {
    return new Home(folder.resolve("home"), Main.version(), environment);
  }

  /** The run, finished or not; empty where none was begun. */
  Optional<RunInfo> find() {
    try (Database database = open()) {
      return find(new RunStore(database));
    }
  }

  private Optional<RunInfo> find(RunStore store) {
    return store.list().stream().filter(r -> r.name().equals(job.get(JobKey.NAME))).findFirst();
  }

  private RunInfo info() {
    return find().orElseThrow(() -> new IllegalStateException("no run was begun"));
  }

  /** Whether something is left to do. */
  boolean isUnfinished() {
    try (Database database = open()) {
      RunStore store = new RunStore(database);
      RunInfo run = find(store).orElseThrow(() -> new IllegalStateException("no run was begun"));
      return run.state() != RunState.FINISHED
          || store.steps(run).stream().anyMatch(s -> !s.state().equals("done"));
    }
  }

  private Database open() {
    DatabaseUrl url = server().start();
    return Database.open(url, 1);
  }

  /**
   * What a finished run left.
   *
   * @param digest of building rows, zone sums and files: equal for equal results
   * @param tiles in the ledger that are done
   * @param twice tiles that were done more than once
   */
  record Left(String digest, int tiles, int twice) {}

  Left left() throws IOException {
    MessageDigest digest = sha256();
    int[] counts = new int[2];
    try (Database database = open()) {
      RunStore store = new RunStore(database);
      RunInfo run = store.require(find(store).orElseThrow().id());
      WKBWriter wkb = new WKBWriter();
      store.forEachBuilding(
          run,
          b -> {
            digest.update(b.building().id().getBytes(StandardCharsets.UTF_8));
            digest.update(wkb.write(b.lonLat()));
          });
      store
          .tiles(run)
          .forEach(
              t -> {
                counts[0] += t.state() == TileState.FAILED ? 0 : 1;
                counts[1] += t.attempts() > 1 ? 1 : 0;
              });
    }
    JsonNode report = new JsonMapper().readTree(out().resolve("report.json").toFile());
    digest.update(report.get("units").toString().getBytes(StandardCharsets.UTF_8));
    for (String file : FILES) {
      digest.update(Files.readAllBytes(out().resolve(file)));
    }
    return new Left(HexFormat.of().formatHex(digest.digest()), counts[0], counts[1]);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
