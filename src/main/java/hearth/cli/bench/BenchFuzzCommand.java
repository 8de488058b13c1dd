package hearth.cli.bench;

import hearth.cli.Main;
import hearth.conflate.OsmReader;
import hearth.geo.InputException;
import hearth.pipeline.job.JobFile;
import hearth.segment.ModelLibrary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hearth bench fuzz}: valid files, changed at random, through each of our own parsers. What
 * is no {@link InputException} is a fault of the parser; the file that showed it is kept.
 */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description =
        "Changes valid files at random and reads them: OpenStreetMap as XML and PBF, job files,"
            + " descriptions of models.")
final class BenchFuzzCommand implements Callable<Integer> {
  private static final double SLOW_SECONDS = 10;
  private static final int MOST_CHANGES = 8;

  /** Numbers at which lengths and signs turn over. */
  private static final byte[] EDGES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '0', '9', '-', '<'};

  private static final String OSM_XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <osm version="0.6" generator="hearth">
        <bounds minlat="27.63" minlon="85.51" maxlat="27.64" maxlon="85.52"/>
        <node id="1" lat="27.631" lon="85.511"/><node id="2" lat="27.631" lon="85.512"/>
        <node id="3" lat="27.632" lon="85.512"/><node id="4" lat="27.632" lon="85.511"/>
        <way id="7"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
          <tag k="building" v="yes"/><tag k="name" v="A &amp; B"/></way>
        <relation id="9"><member type="way" ref="7" role="outer"/>
          <tag k="type" v="multipolygon"/><tag k="building" v="house"/></relation>
      </osm>
      """;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "600",
      description = "for each parser (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--seed", defaultValue = "9", description = "(default: ${DEFAULT-VALUE})")
  private long seed;

  /** Reads a file, or refuses it. */
  @FunctionalInterface
  private interface Parser {
    void read(Path file);
  }

  /**
   * A parser and something valid for it.
   *
   * @param file name that the file must have
   */
  private record Target(String file, byte[] valid, Parser parser) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean good = true;
    try (ScratchFolder folder = ScratchFolder.make()) {
      out.println(
          "%-14s %10s %10s %10s %12s"
              .formatted("parser", "files", "refused", "faults", "slowest s"));
      for (Map.Entry<String, Target> target : targets().entrySet()) {
        good &= fuzz(target.getKey(), target.getValue(), folder.path(), out);
      }
    }
    return good ? Main.DONE : Main.FAILED;
  }

  private Map<String, Target> targets() throws IOException {
    Path home = Main.home(spec).folder();
    Map<String, Target> targets = new LinkedHashMap<>();
    Parser osm = file -> OsmReader.read(file, issue -> {});
    targets.put("OSM XML", new Target("a.osm", OSM_XML.getBytes(StandardCharsets.UTF_8), osm));
    targets.put(
        "OSM PBF",
        new Target(
            "a.osm.pbf", Files.readAllBytes(home.resolve("data-samples/banepa/osm.osm.pbf")), osm));
    targets.put(
        "job file",
        new Target(
            "job.yaml",
            Files.readAllBytes(home.resolve("data-samples/banepa/job.yaml")),
            JobFile::read));
    targets.put(
        "model",
        new Target(
            "hearth-yolo.yaml",
            Files.readAllBytes(home.resolve("models/hearth-yolo.yaml")),
            file -> new ModelLibrary(List.of(file.getParent())).load("hearth-yolo")));
    return targets;
  }

  private boolean fuzz(String name, Target target, Path folder, PrintWriter out)
      throws IOException {
    Random random = new Random(seed);
    Path file = folder.resolve(target.file());
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int files = 0;
    int refused = 0;
    int faults = 0;
    double slowest = 0;
    while (System.nanoTime() < end) {
      Files.write(file, changed(target.valid(), random));
      long begun = System.nanoTime();
      try {
        target.parser().read(file);
      } catch (InputException e) {
        refused++;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        faults++;
        Path kept = Path.of("fuzz-" + files + "-" + target.file());
        Files.copy(file, kept);
        out.println(name + ": " + e + "; the file is kept as " + kept);
      }
      slowest = Math.max(slowest, (System.nanoTime() - begun) / 1e9);
      files++;
    }
    Files.delete(file);
    out.println(
        String.format(
            Locale.ROOT, "%-14s %10d %10d %10d %12.2f", name, files, refused, faults, slowest));
    return faults == 0 && slowest < SLOW_SECONDS;
  }

  /** A few changes: bits turned, edges set, pieces cut, doubled, moved. */
  private static byte[] changed(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes && bytes.length > 1; i++) {
      int at = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = EDGES[random.nextInt(EDGES.length)];
        case 2 -> bytes = joined(bytes, at, bytes, at + length);
        case 3 -> bytes = joined(bytes, at + length, bytes, at);
        default -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      }
    }
    return bytes;
  }

  /** The head of one up to a place, and the tail of the other from a place on. */
  private static byte[] joined(byte[] head, int to, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, to + tail.length - from);
    System.arraycopy(tail, from, joined, to, tail.length - from);
    return joined;
  }
}
