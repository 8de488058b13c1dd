package hearth.pipeline;

import hearth.conflate.Conflation;
import hearth.conflate.GroundClaims;
import hearth.conflate.HintFinder;
import hearth.conflate.Surroundings;
import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.InputException;
import hearth.geo.Tile;
import hearth.pipeline.job.RunConfig;
import hearth.pipeline.report.IssueTally;
import hearth.pipeline.report.RunReport;
import hearth.population.Allocation;
import hearth.population.BuildingUse;
import hearth.population.Census;
import hearth.population.CensusUnit;
import hearth.store.Database;
import hearth.store.RunAttempt;
import hearth.store.RunInfo;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStep;
import hearth.store.RunStore;
import hearth.store.StoreException;
import hearth.store.TileRecord;
import java.nio.file.Path;
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
   * @param cancelled asked between tiles and before each step; when true the run stops and can be
   *     told apart by {@link CancellationException}
   */
  public Run(RunConfig config, Home home, Progress progress, BooleanSupplier cancelled) {
    this.config = config;
    this.home = home;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * Does the job: fills the database, writes the files. What an earlier process left of the same
   * run is gone on with.
   *
   * @param force whether results of another run in the folder may be replaced
   * @return the report, whose state is {@code incomplete} when tiles failed
   * @throws InputException when an input is refused, before any work
   * @throws RunStopped when something came in between that is no fault of the inputs
   * @throws CancellationException when it was told to stop
   */
  public RunReport execute(boolean force) {
    return execute(force, (inputs, store, start) -> store.beginOrResume(start));
  }

  /** The same from the start: what an earlier process left of the run is dropped. */
  public RunReport restart(boolean force) {
    return execute(force, (inputs, store, start) -> store.begin(start));
  }

  /**
   * Goes on with a run. Its job must be the one that was kept with it.
   *
   * @param earlier the run as it was left
   * @param onlyFailed whether only failed tiles are tried again; then imagery may have been
   *     repaired, as long as the other tiles would be made from the same pixels
   * @throws InputException naming what changed since it began
   */
  public RunReport resume(RunInfo earlier, boolean onlyFailed) {
    Resumption resumption = new Resumption(earlier, onlyFailed);
    return execute(
        Optional.of(earlier.id()),
        false,
        (inputs, store, start) -> {
          resumption.check(inputs, config, home.version(), store);
          return store.resume(earlier.id(), start);
        });
  }

  /**
   * What the job will need, without doing it: inputs are opened and checked as for a run, and a few
   * tiles are tried for their time. Nothing is written; the database is asked, and left as it is.
   *
   * @param force as in {@link #execute}
   */
  public DryRun dryRun(boolean force) {
    try (Inputs inputs = Inputs.open(config, home, new IssueTally())) {
      Estimate estimate = Estimate.of(config, inputs);
      Preflight preflight = new Preflight(config, home, estimate);
      preflight.checkProcess();
      preflight.checkFolder(inputs.runId(), Optional.empty(), force);
      boolean asked = preflight.checkDatabaseUnopened();
      return new DryRun(
          inputs.runId(),
          estimate,
          asked,
          inputs
              .imagery()
              .map(i -> new TileStage(i, config, Optional.empty()).secondsPerTile())
              .orElse(0.0));
    }
  }

  /** Makes the attempt that a process works on. */
  @FunctionalInterface
  private interface Beginning {
    RunAttempt begin(Inputs inputs, RunStore store, RunStart start);
  }

  private RunReport execute(boolean force, Beginning beginning) {
    return execute(Optional.empty(), force, beginning);
  }

  private RunReport execute(Optional<String> replaces, boolean force, Beginning beginning) {
    StageClock clock = new StageClock(progress);
    IssueTally issues = new IssueTally();
    clock.begin("inputs");
    LOG.info("job {}", config.declared());
    try (Inputs inputs = Inputs.open(config, home, issues)) {
      String id = inputs.runId();
      MDC.put("run", id);
      Preflight preflight = new Preflight(config, home, Estimate.of(config, inputs));
      preflight.checkProcess();
      preflight.checkFolder(id, replaces, force);
      clock.begin("database");
      try (Database database = openDatabase()) {
        preflight.checkDatabase(database);
        RunStore store = new RunStore(database);
        try (RunAttempt attempt = beginning.begin(inputs, store, start(inputs, id))) {
          preflight.makeFolder();
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
    Patience patience = new Patience(config.execution().dbWait(), cancelled, progress::warn);
    Steps steps = new Steps(attempt, clock, patience, cancelled);
    boolean stored = false;
    try {
      Computed computed = compute(inputs, attempt, steps, patience, issues);
      if (!attempt.isFinished()) {
        steps.run(RunStep.RESULTS, () -> finish(attempt, inputs, computed, patience));
      }
      stored = true;
      return steps.run(
          RunStep.FILES,
          () ->
              patience.get(
                  () ->
                      new Results(config, home, inputs, store)
                          .write(
                              attempt.id(),
                              computed.tiles(),
                              computed.joined(),
                              computed.allocation(),
                              computed.imaged(),
                              clock,
                              issues)));
    } catch (CancellationException e) {
      // Nothing failed: it stays a run in work, that nobody works on.
      CancellationException told =
          new CancellationException(e.getMessage() + "\n  " + RunStopped.hint(attempt.id()));
      told.initCause(e);
      throw told;
    } catch (InputException e) {
      fail(attempt, e);
      if (stored) {
        // A full disk, for example: no input's fault any more, and only files are left to write.
        throw new RunStopped(attempt.id(), e);
      }
      throw e;
    } catch (RuntimeException | Error e) {
      fail(attempt, e);
      throw new RunStopped(attempt.id(), e);
    }
  }

  private RunAttempt finish(
      RunAttempt attempt, Inputs inputs, Computed computed, Patience patience) {
    RunResult result =
        computed
            .allocation()
            .map(
                a ->
                    RunResult.of(
                        computed.buildings(),
                        CensusTags.info(config.population()),
                        units(inputs),
                        a))
            .orElseGet(() -> RunResult.withoutCensus(computed.buildings()))
            .with(computed.joined().comparison());
    patience.run(() -> attempt.finish(result));
    return attempt;
  }

  /** What the imagery shows: houses, and the ground on which they were looked for. */
  private record Seen(TileStage.Summary tiles, List<Building> houses, Geometry imaged) {
    private static final Seen NOTHING =
        new Seen(TileStage.Summary.NO_TILES, List.of(), new GeometryFactory().createPolygon());
  }

  private Seen look(
      Imagery imagery, RunAttempt attempt, Steps steps, Patience patience, IssueTally issues) {
    TileStage stage = new TileStage(imagery, config, Optional.empty());
    TileLedger ledger =
        steps.run(RunStep.TILES, () -> tiles(stage, imagery.plan(), attempt, patience));
    ledger.issues(issues);
    List<Building> houses =
        steps.run(
            RunStep.SEAMS,
            () ->
                BuildingJoin.drawAll(
                    BuildingJoin.closeSeams(patience.get(attempt::detections), imagery.plan()),
                    BuildingJoin.regulariser(imagery, config.outline()),
                    issues));
    return new Seen(
        ledger.summary(imagery.plan().lattice(), stage.workers(ledger.rows().size())),
        houses,
        union(ledger.rows().stream().map(TileRecord::imaged).toList()));
  }

  /** Does the tiles that are not done; the ledger afterwards. */
  private TileLedger tiles(TileStage stage, TilePlan plan, RunAttempt attempt, Patience patience) {
    TileLedger before = new TileLedger(patience.get(attempt::tiles));
    List<Tile> todo = attempt.isFinished() ? List.of() : before.todo(plan.lattice());
    progress.begun(attempt.id(), before.done(), plan.lattice().tiles().size());
    if (todo.isEmpty()) {
      return before;
    }
    stage.run(
        todo, before.done(), new TileSink(attempt, plan, before, patience), progress, cancelled);
    return new TileLedger(patience.get(attempt::tiles));
  }

  private Computed compute(
      Inputs inputs, RunAttempt attempt, Steps steps, Patience patience, IssueTally issues) {
    Seen seen =
        inputs.imagery().map(i -> look(i, attempt, steps, patience, issues)).orElse(Seen.NOTHING);
    Joined joined = steps.run(RunStep.CONFLATION, () -> join(inputs, seen, issues));
    Optional<Allocation> allocation =
        inputs
            .census()
            .map(
                census ->
                    steps.run(
                        RunStep.POPULATION,
                        () ->
                            PopulationStage.allocate(
                                census,
                                joined.conflation().buildings(),
                                lookedAt(inputs, seen.imaged()),
                                config.population(),
                                joined.use(),
                                inputs.crs(),
                                issues)));
    return new Computed(seen.tiles(), joined.conflation(), seen.imaged(), allocation);
  }

  /** All candidates, and what told their use. */
  private record Joined(Conflation conflation, BuildingUse use) {}

  private Joined join(Inputs inputs, Seen seen, IssueTally issues) {
    Crs crs = inputs.crs();
    BuildingUse use = UseReader.read(config.use(), config.osm(), crs, issues);
    Conflation conflation =
        new BuildingJoin(config.rules(), inputs.heights(), hints(crs, issues), use)
            .join(
                seen.houses(),
                inputs
                    .osm()
                    .map(o -> GroundClaims.ofMap(o.in(Crs.WGS84.to(crs)).buildings(), issues))
                    .orElse(List.of()),
                seen.imaged());
    return new Joined(conflation, use);
  }

  /** Without imagery nothing was detected, and nothing is doubted. */
  private HintFinder hints(Crs crs, IssueTally issues) {
    boolean asked = !config.hints().isEmpty() && !config.imagery().isEmpty();
    Surroundings around =
        config
            .osm()
            .filter(file -> asked)
            .map(file -> Surroundings.read(Path.of(file), Crs.WGS84.to(crs), issues))
            .orElse(Surroundings.UNKNOWN);
    return new HintFinder(config.hints(), around);
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
        Inputs.json(config.kept()),
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
