package hearth.pipeline;

import hearth.conflate.Conflation;
import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.IssueTally;
import hearth.pipeline.report.RunReport;
import hearth.population.Allocation;
import hearth.population.BuildingUse;
import hearth.population.Census;
import hearth.population.CensusUnit;
import hearth.store.Database;
import hearth.store.RunAttempt;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStore;
import hearth.store.StoreException;
import hearth.store.TileRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The whole job: imagery to buildings, buildings and census to persons per cell. */
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  /** A millimetre: edges of neighbouring tiles, projected each for itself, fall together. */
  private static final PrecisionModel MILLIMETRES = new PrecisionModel(1000);

  private final RunConfig config;
  private final Home home;
  private final Progress progress;
  private final BooleanSupplier cancelled;

  /**
   * @param cancelled asked between tiles; when true the run stops and can be told apart by {@link
   *     CancellationException}
   */
  public Run(RunConfig config, Home home, Progress progress, BooleanSupplier cancelled) {
    this.config = config;
    this.home = home;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * Does the job: fills the database, writes the files.
   *
   * @param force whether results of another run in the folder may be replaced
   * @return the report, whose state is {@code incomplete} when tiles failed
   * @throws InputException when an input is refused, before any work
   */
  public RunReport execute(boolean force) {
    StageClock clock = new StageClock(progress);
    IssueTally issues = new IssueTally();
    clock.begin("inputs");
    LOG.info("job {}", config.declared());
    try (Inputs inputs = Inputs.open(config, home, issues)) {
      String id = inputs.runId();
      MDC.put("run", id);
      Preflight.check(
          config,
          id,
          inputs.imagery().map(i -> i.plan().lattice().tiles().size()).orElse(0),
          force);
      clock.begin("database");
      try (Database database = openDatabase()) {
        RunStore store = new RunStore(database);
        try (RunAttempt attempt = store.begin(start(inputs, id))) {
          return execute(inputs, store, attempt, clock, issues);
        }
      }
    } finally {
      MDC.remove("run");
    }
  }

  /** What is known when everything is computed. */
  private record Computed(
      TileStage.Summary tiles,
      Conflation joined,
      Geometry imaged,
      Optional<Allocation> allocation) {
    List<Building> buildings() {
      return joined.buildings();
    }
  }

  private RunReport execute(
      Inputs inputs, RunStore store, RunAttempt attempt, StageClock clock, IssueTally issues) {
    Computed computed;
    try {
      computed = compute(inputs, attempt, clock, issues);
      clock.begin("results");
      attempt.finish(
          computed
              .allocation()
              .map(a -> RunResult.of(computed.buildings(), units(inputs), a))
              .orElseGet(() -> RunResult.withoutCensus(computed.buildings()))
              .with(computed.joined().comparison()));
    } catch (RuntimeException | Error e) {
      fail(attempt, e);
      throw e;
    }
    return new Results(config, home, inputs, store)
        .write(
            attempt.id(),
            computed.tiles(),
            computed.buildings(),
            computed.allocation(),
            computed.imaged(),
            clock,
            issues);
  }

  /** What the imagery shows: houses, and the ground on which they were looked for. */
  private record Seen(TileStage.Summary tiles, List<Building> houses, Geometry imaged) {
    private static final Seen NOTHING =
        new Seen(TileStage.Summary.NO_TILES, List.of(), new GeometryFactory().createPolygon());
  }

  private Seen look(Imagery imagery, RunAttempt attempt, StageClock clock, IssueTally issues) {
    clock.begin("tiles");
    TileSink sink = new TileSink(attempt, imagery.plan(), issues);
    TileStage.Summary tiles =
        new TileStage(imagery, config, Optional.empty()).run(sink, progress, cancelled);
    clock.begin("seams");
    return new Seen(
        tiles,
        BuildingJoin.closeSeams(attempt.detections(), imagery.plan()),
        union(attempt.tiles().stream().map(TileRecord::imaged).toList()));
  }

  private Computed compute(Inputs inputs, RunAttempt attempt, StageClock clock, IssueTally issues) {
    Crs crs = inputs.crs();
    Seen seen = inputs.imagery().map(i -> look(i, attempt, clock, issues)).orElse(Seen.NOTHING);

    clock.begin("conflation");
    BuildingUse use = UseReader.read(config.use(), config.osm(), crs, issues);
    Conflation joined =
        BuildingJoin.join(
            BuildingJoin.checkHeights(seen.houses(), inputs.heights()),
            inputs.osm().map(o -> o.in(Crs.WGS84.to(crs)).buildings()).orElse(List.of()),
            seen.imaged(),
            use,
            config.rules());

    if (inputs.census().isEmpty()) {
      return new Computed(seen.tiles(), joined, seen.imaged(), Optional.empty());
    }
    clock.begin("population");
    Allocation allocation =
        PopulationStage.allocate(
            inputs.census().get(),
            joined.buildings(),
            lookedAt(inputs, seen.imaged()),
            config.allocation(),
            use.classes(),
            config.grid(),
            crs,
            issues);
    return new Computed(seen.tiles(), joined, seen.imaged(), Optional.of(allocation));
  }

  private static List<CensusUnit> units(Inputs inputs) {
    return inputs.census().map(Census::units).orElse(List.of());
  }

  /** Marks the run as failed; when the database is the reason, that can fail too. */
  private static void fail(RunAttempt attempt, Throwable cause) {
    try {
      attempt.fail(String.valueOf(cause.getMessage()));
    } catch (StoreException e) {
      cause.addSuppressed(e);
    }
  }

  private Database openDatabase() {
    try {
      return Databases.open(config.execution().db(), home.environment());
    } catch (StoreException e) {
      // Nothing has been computed yet: for the user this is a wrong address, not a lost run.
      throw new InputException(e.getMessage(), "", e);
    }
  }

  private RunStart start(Inputs inputs, String id) {
    return new RunStart(
        id,
        config.name(),
        Inputs.json(config.declared()),
        home.version(),
        inputs.modelsJson(),
        Inputs.json(inputs.fingerprints()),
        inputs.crs());
  }

  private static Geometry lookedAt(Inputs inputs, Geometry imaged) {
    Crs crs = inputs.crs();
    List<Geometry> parts = new ArrayList<>(List.of(imaged));
    inputs.osm().ifPresent(o -> parts.add(Crs.WGS84.to(crs).apply(o.extent())));
    return union(parts);
  }

  private static Geometry union(List<Geometry> parts) {
    List<Geometry> areas = parts.stream().filter(g -> !g.isEmpty()).toList();
    GeometryFactory geometries = new GeometryFactory();
    return areas.isEmpty()
        ? geometries.createPolygon()
        : UnaryUnionNG.union(areas, geometries, MILLIMETRES);
  }
}
