package hearth.cli.bench;

import hearth.cli.JsonFile;
import hearth.cli.Main;
import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmReader;
import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hearth bench osm}: both write the same file's buildings in the same formats, in turn, so
 * that what else runs on the machine slows both; of each the best round counts. Hearth runs in this
 * process, ogr2ogr is started each time; what it reads without writing goes to its memory driver.
 * Beside seconds by the clock stand those of the processors, which other work disturbs less: of
 * Hearth all threads, the compiler's and the collector's too.
 */
@Command(
    name = "osm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures OpenStreetMap file to buildings in a layer, beside ogr2ogr on the same file,"
            + " and tells by id which buildings either has alone.")
final class BenchOsmCommand implements Callable<Integer> {
  private static final List<VectorField> FIELDS =
      List.of(
          new VectorField("osm_id", FieldType.STRING),
          new VectorField("building", FieldType.STRING),
          new VectorField("name", FieldType.STRING),
          new VectorField("other_tags", FieldType.STRING));

  /** Ids that are printed of each kind; the JSON file has all. */
  private static final int SHOWN = 5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--osm",
      paramLabel = "F",
      description = "OSM PBF or XML (default: data-samples/karlsruhe/osm.osm.pbf)")
  private Path osm;

  @Option(
      names = "--copies",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "times the file is laid side by side, with ids of its own; 1 takes it as it is (default:"
              + " ${DEFAULT-VALUE})")
  private int copies;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      paramLabel = "N",
      description = "times that both read and write; the best counts (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  /** Buildings by id; for ids that are none or were repaired, the code of the issue. */
  private record Own(Set<String> ids, Map<String, String> issues) {}

  /** What is measured: reading alone, or with writing a format. */
  private enum Task {
    READ("read", "Memory", ""),
    FLATGEOBUF("read, write FlatGeobuf", "FlatGeobuf", "fgb"),
    GEOPACKAGE("read, write GeoPackage", "GPKG", "gpkg");

    private final String title;
    private final String driver;
    private final String extension;

    Task(String title, String driver, String extension) {
      this.title = title;
      this.driver = driver;
      this.extension = extension;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Seconds by the clock and of all processors. */
  private record Seconds(double wall, double cpu) {
    static final Seconds NONE = new Seconds(Double.MAX_VALUE, Double.MAX_VALUE);

    Seconds orBetter(Seconds other) {
      return new Seconds(Math.min(wall, other.wall), Math.min(cpu, other.cpu));
    }
  }

  /** Best rounds of one task. */
  private record Times(Seconds own, Seconds peer) {
    static final Times NONE = new Times(Seconds.NONE, Seconds.NONE);

    Times orBetter(Seconds newOwn, Seconds newPeer) {
      return new Times(own.orBetter(newOwn), peer.orBetter(newPeer));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || copies < 1) {
      throw new InputException(
          "--rounds %d --copies %d: nothing to do".formatted(rounds, copies), "Give 1 or more.");
    }
    Path given =
        osm != null ? osm : Main.home(spec).folder().resolve("data-samples/karlsruhe/osm.osm.pbf");
    if (!OsmReader.isOsm(given)) {
      throw new InputException(
          given + ": no OpenStreetMap file", "Give --osm a file of type .osm.pbf or .osm.");
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    try (ScratchFolder folder = ScratchFolder.make()) {
      Path file = copies == 1 ? given : repeated(given, folder.path());
      Map<Task, Times> best = new EnumMap<>(Task.class);
      double first = 0;
      Path peerFile = folder.path().resolve("ogr2ogr.gpkg");
      for (int round = 0; round < rounds; round++) {
        for (Task task : Task.values()) {
          Seconds own = hearth(task, file, folder.path());
          Files.deleteIfExists(folder.path().resolve("ogr2ogr." + task.extension));
          Seconds peer = ogr2ogr(task, file, folder.path());
          best.put(task, best.getOrDefault(task, Times.NONE).orBetter(own, peer));
          first = round == 0 && task == Task.READ ? own.wall() : first;
        }
      }
      figures.put("hearth_first_seconds", first);
      print(figures, file, best, own(file), ids(peerFile));
    }
    if (json != null) {
      JsonFile.write(json, figures);
    }
    return Main.DONE;
  }

  private Path repeated(Path file, Path folder) throws IOException, InterruptedException {
    Path larger = folder.resolve(copies + "-copies.osm.pbf");
    new PythonPeer(Main.home(spec), "osm")
        .run(folder, file.toString(), String.valueOf(copies), larger.toString());
    return larger;
  }

  private static Seconds hearth(Task task, Path file, Path folder) {
    long start = System.nanoTime();
    double cpu = cpuSeconds();
    List<OsmBuilding> buildings = OsmReader.read(file, issue -> {}).buildings();
    if (task != Task.READ) {
      Path target = folder.resolve("hearth." + task.extension);
      try (VectorWriter writer = VectorWriter.create(target, issue -> {})) {
        writer.addLayer(
            "buildings",
            Crs.WGS84,
            FIELDS,
            GeometryType.MULTIPOLYGON,
            buildings.stream().map(BenchOsmCommand::feature).iterator());
        writer.commit();
      }
    }
    return new Seconds((System.nanoTime() - start) / 1e9, cpuSeconds() - cpu);
  }

  private static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static Own own(Path file) {
    Map<String, String> codes = new TreeMap<>();
    Set<String> ids = new TreeSet<>();
    OsmReader.read(
            file,
            issue ->
                codes.put(
                    issue.where().substring(issue.where().lastIndexOf(' ') + 1), issue.code()))
        .buildings()
        .forEach(b -> ids.add(b.element().ref()));
    return new Own(ids, codes);
  }

  /** All tags are kept: ogr2ogr's layer has them too, in columns and the rest as one text. */
  private static Feature feature(OsmBuilding building) {
    Map<String, String> tags = new TreeMap<>(building.element().tags());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("osm_id", building.element().ref());
    row.put("building", tags.remove("building"));
    row.put("name", tags.remove("name"));
    row.put("other_tags", tags.toString());
    return Feature.of(building.outline(), row);
  }

  /** Seconds of one conversion, of the process as a whole; the shell tells those of processors. */
  private static Seconds ogr2ogr(Task task, Path file, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve("ogr2ogr.log");
    List<String> command =
        List.of(
            "sh",
            "-c",
            "ogr2ogr -f \"$0\" \"$1\" \"$2\" multipolygons -where 'building IS NOT NULL' && times",
            task.driver,
            folder.resolve("ogr2ogr." + task.extension).toString(),
            file.toString());
    long start = System.nanoTime();
    try {
      ChildProcess.run(log, command);
    } catch (IllegalStateException e) {
      throw new InputException(
          "the peer of this bench does not run: " + e.getMessage(),
          "Install GDAL's programs (Debian, Ubuntu: apt install gdal-bin).",
          e);
    }
    double wall = (System.nanoTime() - start) / 1e9;
    List<String> lines = Files.readAllLines(log);
    return new Seconds(wall, childSeconds(lines.get(lines.size() - 1)));
  }

  /** Of a line such as {@code 0m1.380000s 0m0.220000s}. */
  private static double childSeconds(String times) {
    double sum = 0;
    for (String time : times.strip().split("\\s+")) {
      String[] parts = time.replace("s", "").split("m");
      sum += 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
    }
    return sum;
  }

  private static Set<String> ids(Path file) {
    Set<String> ids = new TreeSet<>();
    try (VectorLayer layer = VectorLayer.open(file.toString(), "multipolygons")) {
      layer.forEach(
          issue -> {},
          feature -> {
            Object way = feature.attributes().get("osm_way_id");
            ids.add(way != null ? "way/" + way : "relation/" + feature.attributes().get("osm_id"));
          });
    }
    return ids;
  }

  private void print(
      Map<String, Object> figures, Path file, Map<Task, Times> best, Own own, Set<String> peer)
      throws IOException {
    Set<String> lostByPeer = new TreeSet<>(own.ids());
    lostByPeer.removeAll(peer);
    Set<String> peerAlone = new TreeSet<>(peer);
    peerAlone.removeAll(own.ids());
    Map<String, String> reported = new TreeMap<>(own.issues());
    reported.keySet().retainAll(peerAlone);
    Set<String> unreported = new TreeSet<>(peerAlone);
    unreported.removeAll(reported.keySet());
    PrintWriter out = spec.commandLine().getOut();
    out.println(ChildProcess.machine());
    out.println("%s, %d bytes".formatted(file.getFileName(), Files.size(file)));
    out.println("%d buildings by hearth, %d by ogr2ogr".formatted(own.ids().size(), peer.size()));
    out.println(
        "%-24s %29s   %29s"
            .formatted("best of " + rounds, "seconds by the clock", "seconds of processors"));
    out.println(
        "%-24s %9s %9s %9s   %9s %9s %9s"
            .formatted("", "hearth", "ogr2ogr", "times", "hearth", "ogr2ogr", "times"));
    best.forEach(
        (task, t) -> {
          out.println(
              String.format(
                  Locale.ROOT,
                  "%-24s %9.3f %9.3f %9.1f   %9.3f %9.3f %9.1f",
                  task.title,
                  t.own().wall(),
                  t.peer().wall(),
                  t.peer().wall() / t.own().wall(),
                  t.own().cpu(),
                  t.peer().cpu(),
                  t.peer().cpu() / t.own().cpu()));
          figures.put("hearth_" + task.key() + "_seconds", t.own().wall());
          figures.put("ogr2ogr_" + task.key() + "_seconds", t.peer().wall());
          figures.put("hearth_" + task.key() + "_cpu_seconds", t.own().cpu());
          figures.put("ogr2ogr_" + task.key() + "_cpu_seconds", t.peer().cpu());
        });
    ids(out, "lost by ogr2ogr", lostByPeer);
    ids(out, "in ogr2ogr alone, left out by hearth with a reason", reported.entrySet());
    ids(out, "in ogr2ogr alone, without a reason", unreported);
    figures.put("hearth_buildings", own.ids().size());
    figures.put("ogr2ogr_buildings", peer.size());
    figures.put("lost_by_ogr2ogr", lostByPeer);
    figures.put("left_out_with_a_reason", reported);
    figures.put("without_a_reason", unreported);
  }

  private static void ids(PrintWriter out, String what, Set<?> ids) {
    String some = ids.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
    out.println(
        "%s: %d%s%s"
            .formatted(
                what,
                ids.size(),
                ids.isEmpty() ? "" : ": " + some,
                ids.size() > SHOWN ? ", …" : ""));
  }
}
