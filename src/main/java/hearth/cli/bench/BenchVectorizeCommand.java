package hearth.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import hearth.cli.JsonFile;
import hearth.cli.Main;
import hearth.footprint.Overlaps;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth bench vectorize}. */
@Command(
    name = "vectorize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures masks to outlines on one thread, beside rasterio.features.shapes and shapely's"
            + " simplify on the same logits.")
final class BenchVectorizeCommand implements Callable<Integer> {
  private static final double TOLERANCE_PX = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--masks",
      defaultValue = "2000",
      paramLabel = "N",
      description = "masks of houses, 8 to 60 logits long (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "times that both go through all masks; the best counts (default:" + " ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--json", paramLabel = "F", description = "write the figures as JSON")
  private Path json;

  /**
   * Outlines in the masks' order, empty ones for nothing found, and the CPU time of the best round.
   */
  private record Result(List<Geometry> outlines, double seconds) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<BenchMasks.Item> items = BenchMasks.make(count);
    Map<String, Object> figures = new LinkedHashMap<>();
    try (ScratchFolder folder = ScratchFolder.make()) {
      Result own = hearth(items);
      Result peer = peer(items, folder.path());
      PrintWriter out = spec.commandLine().getOut();
      out.println(ChildProcess.machine());
      double faster = peer.seconds() / own.seconds();
      row(out, figures, "hearth", own, items);
      row(out, figures, "rasterio + shapely", peer, items);
      out.println(String.format(Locale.ROOT, "hearth is %.1f times as fast", faster));
      figures.put("times_as_fast", faster);
    }
    if (json != null) {
      JsonFile.write(json, figures);
    }
    return Main.DONE;
  }

  private Result hearth(List<BenchMasks.Item> items) {
    Vectorizer vectorizer = new Vectorizer(new VectorizeOptions(TOLERANCE_PX, 0, 0));
    Geometry nothing = new GeometryFactory().createPolygon();
    List<Geometry> outlines = new ArrayList<>();
    // CPU time on both sides: what else runs on the machine must not decide.
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < rounds; round++) {
      outlines.clear();
      long start = thread.getCurrentThreadCpuTime();
      for (BenchMasks.Item item : items) {
        outlines.add(
            vectorizer
                .vectorize(item.mask(), issue -> {})
                .map(Geometry.class::cast)
                .orElse(nothing));
      }
      best = Math.min(best, (thread.getCurrentThreadCpuTime() - start) / 1e9);
    }
    return new Result(outlines, best);
  }

  private Result peer(List<BenchMasks.Item> items, Path folder)
      throws IOException, InterruptedException {
    Path masks = folder.resolve("masks");
    Path wkt = folder.resolve("outlines.wkt");
    BenchMasks.write(items, masks);
    JsonNode figures =
        new PythonPeer(Main.home(spec), "vectorize")
            .run(
                folder,
                masks.toString(),
                String.valueOf(TOLERANCE_PX),
                String.valueOf(rounds),
                wkt.toString());
    List<Geometry> outlines = new ArrayList<>();
    WKTReader reader = new WKTReader();
    for (String line : Files.readAllLines(wkt)) {
      try {
        outlines.add(reader.read(line));
      } catch (ParseException e) {
        throw new IllegalStateException("rasterio and shapely wrote " + line, e);
      }
    }
    return new Result(outlines, figures.get("seconds").asDouble());
  }

  private static void row(
      PrintWriter out,
      Map<String, Object> figures,
      String name,
      Result result,
      List<BenchMasks.Item> items) {
    double iou = 0;
    long points = 0;
    for (int i = 0; i < items.size(); i++) {
      Geometry outline = GeometryFixer.fix(result.outlines().get(i));
      Geometry truth = items.get(i).truth();
      double shared = Overlaps.sharedArea(outline, truth);
      iou += shared / (outline.getArea() + truth.getArea() - shared);
      points += outline.getNumPoints();
    }
    double rate = items.size() / result.seconds();
    out.println(
        String.format(
            Locale.ROOT,
            "%-20s %9.0f masks a CPU second   mean IoU %.4f   %.1f points an outline",
            name,
            rate,
            iou / items.size(),
            (double) points / items.size()));
    figures.put(
        name,
        Map.of(
            "masks_per_second", rate,
            "mean_iou", iou / items.size(),
            "points", (double) points / items.size()));
  }
}
