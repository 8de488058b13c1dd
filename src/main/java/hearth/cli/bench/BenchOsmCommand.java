package hearth.cli.bench;

import hearth.cli.JsonFile;
import hearth.cli.Main;
import hearth.conflate.OsmBuilding;
import hearth.conflate.OsmReader;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.vector.Feature;
import hearth.raster.vector.FieldType;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * {@code hearth bench osm}: both write a GeoPackage of the same file's buildings, in turn, so that
 * what else runs on the machine slows both; of each the best round counts. Hearth runs in this
 * process, ogr2ogr is started each time; what it reads without writing goes to its memory driver.
 */
@Command(
    name = "osm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures OpenStreetMap file to buildings in a GeoPackage, beside ogr2ogr on the same file,"
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

  /**
   * Buildings by id; for ids that are none or were repaired, the code of the issue; and the seconds
   * of reading alone.
   */
  private record Own(Set<String> ids, Map<String, String> issues, double readSeconds) {}

  /** Seconds of the best rounds, and of Hearth's first. */
  private record Times(double first, double own, double ownRead, double peer, double peerRead) {
    Times orBetter(Times other) {
      return new Times(
          first,
          Math.min(own, other.own),
          Math.min(ownRead, other.ownRead),
          Math.min(peer, other.peer),
          Math.min(peerRead, other.peerRead));
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
      Times best = null;
      Own own = null;
      Path peerFile = folder.path().resolve("ogr2ogr.gpkg");
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        own = hearth(file, folder.path().resolve("hearth.gpkg"));
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.deleteIfExists(peerFile);
        double peerRead = ogr2ogr(file, "Memory", "nowhere", folder.path());
        double peer = ogr2ogr(file, "GPKG", peerFile.toString(), folder.path());
        Times now = new Times(seconds, seconds, own.readSeconds(), peer, peerRead);
        best = best == null ? now : best.orBetter(now);
      }
      print(figures, file, best, own, ids(peerFile));
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

  private static Own hearth(Path file, Path target) {
    List<DataIssue> issues = new ArrayList<>();
    long start = System.nanoTime();
    List<OsmBuilding> buildings = OsmReader.read(file, issues::add).buildings();
    double readSeconds = (System.nanoTime() - start) / 1e9;
    try (VectorWriter writer = VectorWriter.create(target, issue -> {})) {
      writer.addLayer(
          "buildings",
          Crs.WGS84,
          FIELDS,
          GeometryType.MULTIPOLYGON,
          buildings.stream().map(BenchOsmCommand::feature).iterator());
      writer.commit();
    }
    Map<String, String> codes = new TreeMap<>();
    for (DataIssue issue : issues) {
      codes.put(issue.where().substring(issue.where().lastIndexOf(' ') + 1), issue.code());
    }
    return new Own(
        buildings.stream()
            .map(b -> b.element().ref())
            .collect(Collectors.toCollection(TreeSet::new)),
        codes,
        readSeconds);
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

  /** Seconds of one conversion, of the process as a whole. */
  private static double ogr2ogr(Path file, String driver, String target, Path folder)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "ogr2ogr",
            "-f",
            driver,
            target,
            file.toString(),
            "multipolygons",
            "-where",
            "building IS NOT NULL");
    long start = System.nanoTime();
    try {
      ChildProcess.run(folder.resolve("ogr2ogr.log"), command);
    } catch (IOException e) {
      throw new InputException(
          "the peer of this bench does not start: " + e.getMessage(),
          "Install GDAL's programs (Debian, Ubuntu: apt install gdal-bin).",
          e);
    }
    return (System.nanoTime() - start) / 1e9;
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

  private void print(Map<String, Object> figures, Path file, Times best, Own own, Set<String> peer)
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
        "%-24s %9s %9s %9s".formatted("seconds, best of " + rounds, "hearth", "ogr2ogr", "times"));
    row(out, "read", best.ownRead(), best.peerRead());
    row(out, "read, write GeoPackage", best.own(), best.peer());
    out.println(String.format(Locale.ROOT, "%-24s %9.3f", "the same, first round", best.first()));
    ids(out, "lost by ogr2ogr", lostByPeer);
    ids(out, "in ogr2ogr alone, left out by hearth with a reason", reported.entrySet());
    ids(out, "in ogr2ogr alone, without a reason", unreported);
    figures.put("hearth_first_seconds", best.first());
    figures.put("hearth_seconds", best.own());
    figures.put("ogr2ogr_seconds", best.peer());
    figures.put("times_as_fast", best.peer() / best.own());
    figures.put("hearth_read_seconds", best.ownRead());
    figures.put("ogr2ogr_read_seconds", best.peerRead());
    figures.put("times_as_fast_reading", best.peerRead() / best.ownRead());
    figures.put("hearth_buildings", own.ids().size());
    figures.put("ogr2ogr_buildings", peer.size());
    figures.put("lost_by_ogr2ogr", lostByPeer);
    figures.put("left_out_with_a_reason", reported);
    figures.put("without_a_reason", unreported);
  }

  private static void row(PrintWriter out, String what, double own, double peer) {
    out.println(String.format(Locale.ROOT, "%-24s %9.3f %9.3f %9.1f", what, own, peer, peer / own));
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
