package hearth.pipeline;

import hearth.conflate.Conflation;
import hearth.footprint.Building;
import hearth.footprint.HeightVerdict;
import hearth.geo.Crs;
import hearth.geo.Geodesy;
import hearth.geo.Grid;
import hearth.geo.Tile;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.EvidenceReport;
import hearth.pipeline.report.IssueTally;
import hearth.pipeline.report.RunReport;
import hearth.population.Allocation;
import hearth.population.AllocationRule;
import hearth.population.CellShare;
import hearth.population.CensusOptions;
import hearth.population.DensityGrid;
import hearth.population.UnitResult;
import hearth.raster.ImagerySource;
import hearth.raster.vector.VectorLayer;
import hearth.segment.ModelKind;
import hearth.segment.ModelSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** Puts together what a run tells about itself. */
final class ReportBuilder {
  private static final int DENSEST = 5;

  private final RunConfig config;
  private final Home home;
  private final Inputs inputs;

  ReportBuilder(RunConfig config, Home home, Inputs inputs) {
    this.config = config;
    this.home = home;
    this.inputs = inputs;
  }

  RunReport build(
      String runId,
      TileStage.Summary tiles,
      Conflation joined,
      Optional<Allocation> allocation,
      Geometry imaged,
      Map<String, Double> seconds,
      IssueTally issues,
      List<String> files) {
    List<Building> buildings = joined.buildings();
    EvidenceReport evidence =
        EvidenceSummary.of(
            joined,
            config.imagery().isEmpty() ? Set.of() : config.hints(),
            config.truth(),
            inputs.crs(),
            issues);
    return new RunReport(
        runId,
        config.name(),
        tiles.failed().isEmpty() ? "done" : "incomplete",
        home.version(),
        area(imaged, allocation.map(Allocation::density)),
        inputFiles(),
        inputs.models().stream().map(ReportBuilder::model).toList(),
        tiles(tiles),
        count(buildings, b -> b.status().code()),
        count(
            buildings.stream().filter(b -> b.status().isMerged()).toList(), b -> b.source().code()),
        evidence,
        allocation.map(ReportBuilder::units).orElse(List.of()),
        allocation.map(a -> DensestCells.of(a.density(), DENSEST)).orElse(List.of()),
        seconds,
        effort(tiles),
        issues.counts(),
        warnings(tiles, allocation, evidence),
        files,
        credits(),
        config.note().map(List::of).orElse(List.of()));
  }

  private RunReport.Area area(Geometry imaged, Optional<DensityGrid> density) {
    Crs crs = inputs.crs();
    return new RunReport.Area(
        crs.toString(),
        lookedAt(),
        Geodesy.areaSquareMetres(crs.to(Crs.WGS84).apply(imaged)) / 1e6,
        density.map(d -> config.declared().get("grid.cell")).orElse(""),
        density.map(d -> d.grid().width()).orElse(0),
        density.map(d -> d.grid().height()).orElse(0));
  }

  /** Extent of the imagery; without it, of the mapped buildings. */
  private RunReport.Bounds lookedAt() {
    return inputs
        .imagery()
        .map(i -> i.plan().lattice().grid())
        .map(grid -> bounds(grid.outline(grid.window()), grid.crs()))
        .orElseGet(() -> bounds(inputs.osm().orElseThrow().extent(), Crs.WGS84));
  }

  private static RunReport.Bounds bounds(Geometry geometry, Crs crs) {
    Envelope e = crs.to(Crs.WGS84).apply(geometry.getEnvelopeInternal());
    return new RunReport.Bounds(e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY());
  }

  private List<RunReport.Input> inputFiles() {
    List<RunReport.Input> files = new ArrayList<>();
    Map<String, String> fingerprints = inputs.fingerprints();
    for (String file : config.imagery()) {
      ImagerySource source = inputs.imagery().orElseThrow().source();
      files.add(
          RunReport.Input.raster(
              "imagery",
              shown(file),
              source.crs().toString(),
              source.groundResolution(),
              config.imageryOptions().bands(),
              fingerprints.get(file)));
    }
    inputs
        .osm()
        .ifPresent(
            osm -> {
              String file = config.osm().orElseThrow();
              files.add(
                  RunReport.Input.layer(
                      "osm",
                      shown(file),
                      "EPSG:4326",
                      osm.buildings().size(),
                      fingerprints.get(file)));
            });
    inputs
        .census()
        .ifPresent(
            census -> {
              String file = config.census().orElseThrow().file();
              files.add(
                  RunReport.Input.layer(
                      "census",
                      shown(file),
                      crsOf(config.census().orElseThrow()),
                      census.units().size(),
                      fingerprints.get(file)));
            });
    return files;
  }

  private static String crsOf(CensusOptions census) {
    try (VectorLayer layer = VectorLayer.open(census.file(), census.layer().orElse(null))) {
      return layer.crs().toString();
    }
  }

  /** A report is passed on: it tells the file, not the folders of the machine it lay on. */
  private static String shown(String file) {
    Path path = Path.of(file);
    Path here = Path.of("").toAbsolutePath();
    return path.isAbsolute() && path.startsWith(here) ? here.relativize(path).toString() : file;
  }

  private static RunReport.Model model(ModelSpec spec) {
    String role = spec.kind() == ModelKind.DETECTOR ? "detector" : "segmenter";
    return new RunReport.Model(role, spec.name(), spec.checksums(), spec.licence());
  }

  private RunReport.Tiles tiles(TileStage.Summary tiles) {
    return new RunReport.Tiles(
        tiles.total(),
        tiles.done(),
        tiles.failed().size(),
        tiles.empty(),
        tiles.failed().stream()
            .map(f -> new RunReport.FailedTile(f.tile().name(), core(f.tile()), f.cause()))
            .toList());
  }

  private RunReport.Bounds core(Tile tile) {
    Grid grid = inputs.imagery().orElseThrow().plan().lattice().grid();
    return bounds(grid.outline(tile.core()), grid.crs());
  }

  private static Map<String, Integer> count(
      List<Building> buildings, Function<Building, String> code) {
    Map<String, Integer> counts = new TreeMap<>();
    buildings.forEach(b -> counts.merge(code.apply(b), 1, Integer::sum));
    return counts;
  }

  private static List<RunReport.Unit> units(Allocation allocation) {
    Map<String, Double> cells = new HashMap<>();
    for (CellShare share : allocation.cellShares()) {
      cells.merge(share.unitId(), share.persons(), Double::sum);
    }
    List<RunReport.Unit> units = new ArrayList<>();
    for (UnitResult u : allocation.units()) {
      boolean placed = u.rule().isAllocated();
      units.add(
          new RunReport.Unit(
              u.id(),
              u.census(),
              placed ? u.allocated() : Double.NaN,
              placed ? cells.getOrDefault(u.id(), 0.0) : Double.NaN,
              u.rule().code(),
              u.buildings()));
    }
    return units;
  }

  private RunReport.Effort effort(TileStage.Summary tiles) {
    return new RunReport.Effort(
        tiles.workers(),
        inputs.imagery().map(i -> i.models().clock().device()).orElse("none"),
        inputs.imagery().map(i -> i.models().clock().total().seconds()).orElse(0.0),
        PeakMemory.bytes());
  }

  private static List<String> warnings(
      TileStage.Summary tiles, Optional<Allocation> allocation, EvidenceReport evidence) {
    List<String> warnings = new ArrayList<>();
    if (evidence.verdicts().keySet().equals(Set.of(HeightVerdict.NO_EVIDENCE.code()))) {
      warnings.add("The surface model has no value under any building: nothing was checked by it.");
    }
    if (!tiles.failed().isEmpty()) {
      warnings.add(
          "%d of %d tiles failed: the map has holes there."
              .formatted(tiles.failed().size(), tiles.total()));
    }
    if (tiles.total() > 0 && tiles.empty() == tiles.total()) {
      warnings.add("The imagery shows nothing: all of it is nodata or blank.");
    }
    for (UnitResult u : allocation.map(Allocation::units).orElse(List.of())) {
      if (u.rule() == AllocationRule.UNKNOWN) {
        warnings.add("Unit " + u.id() + ": the census figure is not known; its cells are nodata.");
      } else if (u.rule() == AllocationRule.NOT_LOOKED_AT) {
        warnings.add(
            "Unit " + u.id() + ": neither imagery nor OSM covers it; its figure is not placed.");
      } else if (u.coveredShare() < 0.999) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "Unit %s: %.1f %% of its area was looked at; %.1f of %.1f persons are placed.",
                u.id(),
                100 * u.coveredShare(),
                u.allocated(),
                u.census()));
      }
    }
    return warnings;
  }

  private List<RunReport.Credit> credits() {
    List<RunReport.Credit> credits = new ArrayList<>(Results.credits(config));
    for (ModelSpec spec : inputs.models()) {
      credits.add(new RunReport.Credit(spec.name(), spec.attribution(), spec.licence()));
    }
    return credits;
  }
}
