package hearth.pipeline;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.footprint.regular.OutlineRegulariser;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.TileLattice;
import hearth.pipeline.job.RunConfig;
import hearth.population.BuildingUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Imagery to buildings, without census, OSM join or database. */
public final class SegmentJob {
  private final RunConfig config;
  private final Home home;

  public SegmentJob(RunConfig config, Home home) {
    this.config = config;
    this.home = home;
  }

  /**
   * What was found.
   *
   * @param buildings one each house, outlines in {@code crs}, sorted by id
   * @param given the same buildings in the order of the boxes or points that were given, with their
   *     attributes; empty when these were not the job's only prompts
   * @param crs the run's metric reference system
   * @param tiles tiles of the lattice
   * @param failed tiles that failed, with their cause, by name
   * @param workers tiles in work at once
   * @param device where the models ran
   * @param tileSeconds wall time of the tile stage
   * @param inferenceSeconds ONNX Runtime's own run time, summed over workers
   * @param stageSeconds sums over tiles, by step
   */
  public record Found(
      List<Building> buildings,
      Optional<GivenBuildings> given,
      Crs crs,
      int tiles,
      Map<String, String> failed,
      int workers,
      String device,
      double tileSeconds,
      double inferenceSeconds,
      StageSeconds stageSeconds) {}

  /** Tiles as jobs divide a working grid, for those who look at the same ones by other means. */
  public static TileLattice lattice(Grid grid, int tileSize) {
    return TilePlan.lattice(grid, tileSize);
  }

  /**
   * Finds the buildings.
   *
   * @param issues told what was repaired or left out
   */
  public Found execute(Progress progress, Consumer<DataIssue> issues, BooleanSupplier cancelled) {
    StageClock clock = new StageClock(progress);
    clock.begin("inputs");
    try (Inputs inputs = Inputs.open(config, home, issues)) {
      Imagery imagery = inputs.imagery().orElseThrow();
      clock.begin("tiles");
      List<Detection> detections = new ArrayList<>();
      Consumer<TileOutcome> sink =
          outcome -> {
            if (outcome instanceof TileOutcome.Done done) {
              detections.addAll(done.detections());
              done.issues().forEach(issues);
            }
          };
      Optional<GivenObjects> only = imagery.prompts().onlyGiven();
      TileStage.Summary tiles =
          new TileStage(imagery, config, only)
              .run(imagery.plan().lattice().tiles(), 0, sink, progress, cancelled);
      clock.begin("seams");
      BuildingUse use = UseReader.read(config.use(), config.osm(), inputs.crs(), issues);
      UnaryOperator<List<Building>> finish =
          found -> use.classify(BuildingJoin.checkHeights(found, List.of(), inputs.heights()));
      Optional<OutlineRegulariser> regulariser =
          BuildingJoin.regulariser(imagery, config.outline());
      Optional<GivenBuildings> given =
          only.map(
              objects ->
                  GivenBuildings.of(
                      objects,
                      detections,
                      !tiles.failed().isEmpty(),
                      found -> finish.apply(BuildingJoin.drawEach(found, regulariser, issues)),
                      issues));
      List<Building> buildings =
          given
              .map(GivenBuildings::buildings)
              .orElseGet(
                  () ->
                      finish.apply(
                          BuildingJoin.drawAll(
                              BuildingJoin.closeSeams(detections, imagery.plan()),
                              regulariser,
                              issues)))
              .stream()
              .sorted(Building.BY_ID)
              .toList();
      clock.end();
      Map<String, String> failed = new java.util.LinkedHashMap<>();
      tiles.failed().forEach(f -> failed.put(f.tile().name(), f.cause()));
      return new Found(
          buildings,
          given,
          inputs.crs(),
          tiles.done() + tiles.failed().size(),
          failed,
          tiles.workers(),
          imagery.models().clock().device(),
          clock.seconds().get("tiles"),
          imagery.models().clock().total().seconds(),
          tiles.seconds());
    }
  }
}
