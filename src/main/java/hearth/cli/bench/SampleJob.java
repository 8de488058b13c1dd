package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PrivateCluster;
import hearth.store.RunInfo;
import hearth.store.RunState;
import hearth.store.RunStore;
import hearth.store.TileState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.locationtech.jts.io.WKBWriter;

/**
 * The sample as a job of many small tiles, on the small models of {@code scripts/bench/small-model}
 * and a database server of its own, run by processes of its own.
 */
final class SampleJob {
  static final String NAME = "bench";

  private static final List<String> FILES =
      List.of("buildings.gpkg", "population.tif", "density.tif");

  private final Path sample;
  private final Path folder;
  private final Path imagery;

  /**
   * @param home the repository
   * @param folder for the server, models and results
   * @param imagery what to look at
   */
  SampleJob(Path home, Path folder, Path imagery) throws IOException {
    this.sample = home.resolve("data-samples/banepa");
    this.folder = folder;
    this.imagery = imagery;
    Path models = Files.createDirectories(folder.resolve("home/models"));
    try (Stream<Path> files = Files.list(home.resolve("scripts/bench/small-model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, models.resolve(file.getFileName()));
      }
    }
  }

  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("HEARTH_"));
    environment.put("HEARTH_HOME", folder.resolve("server").toString());
    // Megabytes: filled after some hundred tiles, so that it is not taken for a leak.
    environment.put("GDAL_CACHEMAX", "16");
    return environment;
  }

  PrivateCluster server() {
    return PrivateCluster.ofUser(environment());
  }

  Path out() {
    return folder.resolve("out");
  }

  /** Starts the job from the start. */
  Process run(Path log, List<String> jvm, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--restart", "--force"));
    arguments.addAll(
        List.of(
            "--name",
            NAME,
            "--imagery",
            imagery.toString(),
            "--segmenter",
            "small-sam",
            "--detector",
            "small-yolo",
            "--osm",
            sample.resolve("osm.osm.pbf").toString(),
            "--census",
            sample.resolve("census.gpkg").toString(),
            "--population-field",
            "population",
            "--unit-id",
            "zone_id",
            "--out",
            out().toString()));
    arguments.addAll(List.of(more));
    return start(log, jvm, arguments);
  }

  /** Goes on with it; the exit status. */
  int resume(Path log, String id) throws IOException, InterruptedException {
    return start(log, List.of(), List.of("runs", "resume", id)).waitFor();
  }

  private Process start(Path log, List<String> jvm, List<String> arguments) throws IOException {
    List<String> command = ChildProcess.hearthCommand(arguments.toArray(String[]::new));
    command.addAll(1, jvm);
    command.removeIf(a -> a.startsWith("-Dhearth.home="));
    command.add(1, "-Dhearth.home=" + folder.resolve("home"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment());
    return builder.start();
  }

  /** The run, finished or not; empty where none was begun. */
  Optional<RunInfo> find() {
    try (Database database = open()) {
      return new RunStore(database).list().stream().filter(r -> r.name().equals(NAME)).findFirst();
    }
  }

  RunInfo info() {
    return find().orElseThrow(() -> new IllegalStateException("no run was begun"));
  }

  /** Whether something is left to do, or was not begun at all. */
  boolean isUnfinished() {
    try (Database database = open()) {
      RunStore store = new RunStore(database);
      RunInfo run = info();
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
      RunInfo run = store.require(info().id());
      WKBWriter wkb = new WKBWriter();
      store.forEachBuilding(
          run,
          b -> {
            digest.update(b.building().id().getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
    digest.update(report.get("units").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
