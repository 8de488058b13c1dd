package hearth.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.conflate.Conflation;
import hearth.footprint.Building;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.PixelWindow;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.IssueTally;
import hearth.pipeline.report.MapPicture;
import hearth.pipeline.report.ReportHtml;
import hearth.pipeline.report.ReportJson;
import hearth.pipeline.report.RunReport;
import hearth.pipeline.report.SettlementPicture;
import hearth.population.Allocation;
import hearth.population.BuildingClasses;
import hearth.population.Census;
import hearth.population.DensityBand;
import hearth.population.DensityGrid;
import hearth.population.Method;
import hearth.raster.ImageBlock;
import hearth.raster.ImageReader;
import hearth.raster.PendingFile;
import hearth.segment.ModelSpec;
import hearth.store.BuildingFiles;
import hearth.store.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a finished run. */
final class Results {
  private static final Logger LOG = LoggerFactory.getLogger(Results.class);

  /** Pixels of the map's background, on its longer side. */
  private static final int MAP_PIXELS = 1000;

  /** Cells of the density raster that the map shows at most on a side; more would not be seen. */
  private static final int MAP_CELLS = 4096;

  /** A map without imagery has pixels for its frame alone. */
  private static final int BLANK_PIXELS = 200;

  private static final double LEAST_MAP_METRES = 10;

  private final RunConfig config;
  private final Home home;
  private final Inputs inputs;
  private final RunStore store;

  Results(RunConfig config, Home home, Inputs inputs, RunStore store) {
    this.config = config;
    this.home = home;
    this.inputs = inputs;
    this.store = store;
  }

  /** Writes everything into the job's folder, each file beside its place and moved there. */
  RunReport write(
      String runId,
      TileStage.Summary tiles,
      Conflation joined,
      Optional<Allocation> allocation,
      Geometry imaged,
      StageClock clock,
      IssueTally issues) {
    Path out = config.out();
    List.of(OutputFiles.BUILDINGS, OutputFiles.POPULATION, OutputFiles.DENSITY)
        .forEach(file -> PendingFile.removeLeft(out.resolve(file)));
    List<Building> buildings = joined.buildings();
    List<String> files = new ArrayList<>(List.of(OutputFiles.BUILDINGS));
    new BuildingFiles(store)
        .writeGeoPackage(store.require(runId), out.resolve(OutputFiles.BUILDINGS));
    allocation.ifPresent(
        a -> {
          Method method = config.population().allocation().method();
          files.addAll(DensityFiles.write(out, a, method, tags(runId)));
          if (files.contains(OutputFiles.SETTLEMENT) && writeSettlement(out, a)) {
            files.add(OutputFiles.SETTLEMENT_MAP);
          }
        });
    replace(
        out.resolve(OutputFiles.MAP),
        file -> MapPicture.write(file, scene(buildings, missing(tiles), allocation)));
    files.addAll(List.of(OutputFiles.MAP, OutputFiles.REPORT_HTML, OutputFiles.REPORT_JSON));
    clock.end();

    RunReport report =
        new ReportBuilder(config, home, inputs)
            .build(runId, tiles, joined, allocation, imaged, clock.seconds(), issues, files);
    deleteStale(out, files);
    replace(
        out.resolve(OutputFiles.REPORT_HTML),
        file -> ReportHtml.write(file, report, extras(files)));
    replace(out.resolve(OutputFiles.REPORT_JSON), file -> ReportJson.write(file, report));
    return report;
  }

  /** The picture of settled cells; false for more of them than a picture can show. */
  private boolean writeSettlement(Path out, Allocation allocation) {
    Grid grid = allocation.density().grid();
    if (grid.width() > MAP_CELLS || grid.height() > MAP_CELLS) {
      return false;
    }
    float[] settled = allocation.density().readSettled(grid.window());
    replace(
        out.resolve(OutputFiles.SETTLEMENT_MAP),
        file ->
            SettlementPicture.write(
                file,
                inputs.crs(),
                grid,
                settled,
                inputs.census().map(Census::units).orElse(List.of())));
    return true;
  }

  private ReportHtml.Extras extras(List<String> files) {
    return new ReportHtml.Extras(
        Optional.of(OutputFiles.MAP),
        Optional.of(OutputFiles.SETTLEMENT_MAP).filter(files::contains),
        config
            .census()
            .map(
                c ->
                    config
                        .use()
                        .classes()
                        .map(BuildingClasses::load)
                        .orElseGet(BuildingClasses::standard)));
  }

  /** Deletes what the report that lies there lists and this run does not have. */
  private static void deleteStale(Path out, List<String> files) {
    Path report = out.resolve(OutputFiles.REPORT_JSON);
    try {
      if (Files.exists(report)) {
        List<String> known =
            List.of(
                OutputFiles.POPULATION,
                OutputFiles.DENSITY,
                OutputFiles.GROUPS,
                OutputFiles.SETTLEMENT,
                OutputFiles.SETTLEMENT_MAP);
        for (JsonNode listed : new JsonMapper().readTree(report.toFile()).path("files")) {
          if (known.contains(listed.asText()) && !files.contains(listed.asText())) {
            Files.deleteIfExists(out.resolve(listed.asText()));
          }
        }
      }
    } catch (IOException e) {
      // Not a report: then nothing there is known to be an earlier run's.
      LOG.debug("{} lists no files", report, e);
    }
  }

  private Map<String, String> tags(String runId) {
    Map<String, String> tags = new TreeMap<>();
    tags.put("HEARTH_RUN", runId);
    tags.put("HEARTH_VERSION", home.version());
    tags.putAll(CensusTags.of(config.population()));
    for (ModelSpec spec : inputs.models()) {
      tags.put(
          "MODEL_" + spec.kind().name(), spec.name() + " " + String.join(" ", spec.checksums()));
    }
    return tags;
  }

  /** Ground of the tiles that failed, in the run's system. */
  private List<Geometry> missing(TileStage.Summary tiles) {
    return inputs
        .imagery()
        .map(Imagery::plan)
        .map(plan -> tiles.failed().stream().map(f -> (Geometry) plan.ground(f.tile())).toList())
        .orElse(List.of());
  }

  private MapPicture.Scene scene(
      List<Building> buildings, List<Geometry> missing, Optional<Allocation> allocation) {
    return new MapPicture.Scene(
        background(buildings, allocation),
        inputs.crs(),
        buildings,
        missing,
        inputs.census().map(c -> c.units()).orElse(List.of()),
        allocation.map(Allocation::density).flatMap(Results::density),
        credits(config).stream()
            .map(RunReport.Credit::attribution)
            .collect(Collectors.joining(" ")));
  }

  private ImageBlock background(List<Building> buildings, Optional<Allocation> allocation) {
    return inputs
        .imagery()
        .map(Results::overview)
        .orElseGet(() -> blank(ground(extent(buildings, allocation))));
  }

  private static ImageBlock overview(Imagery imagery) {
    Grid working = imagery.plan().lattice().grid();
    double coarser = Math.max(working.width(), working.height()) / (double) MAP_PIXELS;
    double resolution = imagery.models().segmenter().groundResolution() * coarser;
    Grid grid =
        imagery.source().workingGrid(Math.max(resolution, imagery.source().groundResolution()));
    try (ImageReader reader = imagery.source().reader(grid)) {
      return reader.read(grid.window());
    } catch (InputException e) {
      // A tile has failed for it already and is in the report; the outlines can still be drawn.
      LOG.debug("the map has no background", e);
      return blank(grid);
    }
  }

  /** A frame around an extent, for a map without imagery. */
  private Grid ground(Envelope extent) {
    double side = Math.max(Math.max(extent.getWidth(), extent.getHeight()), LEAST_MAP_METRES);
    extent.expandBy(side / BLANK_PIXELS);
    return Grid.covering(inputs.crs(), extent, side / BLANK_PIXELS);
  }

  private static ImageBlock blank(Grid grid) {
    int pixels = grid.width() * grid.height();
    return new ImageBlock(grid, new byte[3 * pixels], new byte[pixels]);
  }

  /** What a map without imagery shows: the cells, else the buildings. */
  private Envelope extent(List<Building> buildings, Optional<Allocation> allocation) {
    return allocation
        .map(Allocation::density)
        .map(d -> d.grid().crs().to(inputs.crs()).apply(d.grid().extent()))
        .orElseGet(
            () -> {
              Envelope extent = new Envelope();
              buildings.forEach(b -> extent.expandToInclude(b.outline().getEnvelopeInternal()));
              return extent;
            });
  }

  private static Optional<MapPicture.Density> density(DensityGrid density) {
    Grid grid = density.grid();
    if (grid.width() > MAP_CELLS || grid.height() > MAP_CELLS) {
      return Optional.empty();
    }
    PixelWindow all = grid.window();
    return Optional.of(new MapPicture.Density(grid, density.read(DensityBand.PERSONS, all)));
  }

  /** Whom to name when the results are passed on. */
  static List<RunReport.Credit> credits(RunConfig config) {
    List<RunReport.Credit> credits = new ArrayList<>();
    config
        .attribution()
        .ifPresent(text -> credits.add(new RunReport.Credit("imagery", text, "as stated")));
    config
        .osm()
        .ifPresent(
            file ->
                credits.add(
                    new RunReport.Credit(
                        "buildings", "© OpenStreetMap contributors.", "ODbL 1.0")));
    return credits;
  }

  @FunctionalInterface
  private interface FileWriter {
    void write(Path file) throws IOException;
  }

  private static void replace(Path file, FileWriter writer) {
    // The extension stays: writers of pictures tell the format by it.
    Path part = file.resolveSibling(".part-" + file.getFileName());
    try {
      writer.write(part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
