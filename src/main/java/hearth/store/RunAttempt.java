package hearth.store;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.geo.Crs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * A run that is being worked on by this process and by no other. Methods may be called from several
 * threads; {@link #close} lets go of the run.
 */
public final class RunAttempt implements AutoCloseable {
  private final Database database;
  private final RunLock lock;
  private final RunRow row;
  private final String id;
  private final Crs crs;

  RunAttempt(Database database, RunLock lock, RunRow row, String id, Crs crs) {
    this.database = database;
    this.lock = lock;
    this.row = row;
    this.id = id;
    this.crs = crs;
  }

  /** Public id. */
  public String id() {
    return id;
  }

  /** The database's own number of this attempt. */
  public long key() {
    return row.key();
  }

  /** Whether the results are in the database, so that only files are to be written. */
  public boolean isFinished() {
    return row.finished();
  }

  /** The run's metric reference system. */
  public Crs crs() {
    return crs;
  }

  /**
   * Writes a tile's ledger row and its detections in one transaction; what an earlier try of the
   * same tile wrote is replaced.
   *
   * @param tile the ledger row
   * @param detections in the order in which they are to come back; none unless the tile is done
   * @throws StoreException nothing was written; {@code mayPass} tells whether to try again
   */
  public void commitTile(TileRecord tile, List<Detection> detections) {
    for (Detection d : detections) {
      if (d.tileColumn() != tile.column() || d.tileRow() != tile.row()) {
        throw new IllegalArgumentException(
            "a detection of tile %d/%d given with tile %s"
                .formatted(d.tileColumn(), d.tileRow(), tile.name()));
      }
    }
    if (tile.state() != TileState.DONE && !detections.isEmpty()) {
      throw new IllegalArgumentException(
          "tile " + tile.name() + " is not done, yet has detections");
    }
    database.transaction(
        "writing tile " + tile.name(),
        c -> {
          row.hold(c, id);
          TileTables tables = new TileTables(c, row.key(), new GeometryCodec(crs));
          tables.tile(tile);
          if (!detections.isEmpty()) {
            tables.detections(detections);
          }
          return null;
        });
  }

  /** The ledger so far, by row, then column. */
  public List<TileRecord> tiles() {
    return database.transaction("reading the ledger", c -> reader(c).tiles());
  }

  /**
   * All detections so far, by tile row, tile column and the order within the tile, with outlines
   * bit for bit as they were given to {@link #commitTile}. They are streamed.
   */
  public void forEachDetection(Consumer<Detection> consumer) {
    database.transaction(
        "reading detections",
        c -> {
          reader(c).detections(consumer);
          return null;
        });
  }

  /** As {@link #forEachDetection}, as a list. */
  public List<Detection> detections() {
    List<Detection> all = new ArrayList<>();
    forEachDetection(all::add);
    return all;
  }

  /** Notes in the ledger that a step begins. */
  public void beginStep(RunStep step) {
    step("running", c -> StepTable.begin(c, row.key(), step));
  }

  /** Notes in the ledger that a step is done; seconds of this attempt. */
  public void endStep(RunStep step, double seconds) {
    step("done", c -> StepTable.end(c, row.key(), step, seconds));
  }

  private void step(String what, StepChange change) {
    database.transaction(
        "noting a step as " + what,
        c -> {
          row.hold(c, id);
          change.apply(c);
          return null;
        });
  }

  @FunctionalInterface
  private interface StepChange {
    void apply(Connection c) throws SQLException;
  }

  /**
   * Writes the result and makes the run the visible one of its id; the earlier finished run of the
   * same id, and the run that this one replaces, go in the same transaction. On an error nothing
   * has changed. Done already, it does nothing: a commit may have gone through although its answer
   * was lost.
   */
  public void finish(RunResult result) {
    lock.ensureHeld();
    database.transaction(
        "finishing run " + id,
        c -> {
          if (row.hold(c, id)) {
            return null;
          }
          write(c, result);
          // Last, since it keeps readers of the density raster waiting until the transaction ends.
          row.deleteReplaced(c, id);
          row.end(c, RunState.FINISHED, null);
          StepTable.await(c, row.key(), RunStep.FILES);
          return null;
        });
  }

  private void write(Connection c, RunResult result) throws SQLException {
    GeometryCodec geometries = new GeometryCodec(crs);
    ToDoubleFunction<Building> persons = b -> Double.NaN;
    if (result.population().isPresent()) {
      RunResult.Population population = result.population().get();
      PopulationTables tables = new PopulationTables(c, row.key(), geometries);
      tables.census(population.census());
      tables.units(population.units(), population.results());
      Map<String, Double> byBuilding = tables.allocation(population.buildingShares());
      tables.cellShares(population.cellShares());
      DensityTable.write(c, row.key(), population);
      persons = b -> byBuilding.getOrDefault(b.id(), b.residential() ? Double.NaN : 0.0);
    }
    BuildingTables tables = new BuildingTables(c, row.key(), geometries);
    tables.buildings(result.buildings(), persons);
    tables.map(result.map());
  }

  /** Marks the run as failed; its tiles stay, so that it can be resumed. */
  public void fail(String reason) {
    String storable = reason.replace('\0', '\uFFFD');
    database.transaction(
        "marking run " + id + " as failed",
        c -> {
          if (row.finishedIfHeld(c).isPresent()) {
            StepTable.fail(c, row.key(), storable);
            row.end(c, RunState.FAILED, storable);
          }
          return null;
        });
  }

  private RunReader reader(Connection c) {
    return new RunReader(c, row.key(), new GeometryCodec(crs));
  }

  /** Lets go of the run. It stays as it is: an unfinished one can be resumed. */
  @Override
  public void close() {
    lock.close();
  }
}
