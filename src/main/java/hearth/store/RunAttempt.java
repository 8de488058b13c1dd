package hearth.store;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.geo.Crs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * A run that is being worked on by this process and by no other. Methods may be called from several
 * threads; {@link #close} lets go of the run.
 */
public final class RunAttempt implements AutoCloseable {
  private final Database database;
  private final RunLock lock;
  private final long key;
  private final String id;
  private final Crs crs;

  RunAttempt(Database database, RunLock lock, long key, String id, Crs crs) {
    this.database = database;
    this.lock = lock;
    this.key = key;
    this.id = id;
    this.crs = crs;
  }

  /** Public id. */
  public String id() {
    return id;
  }

  /** The database's own number of this attempt. */
  public long key() {
    return key;
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
          RunTables tables = new RunTables(c, key, new GeometryCodec(crs));
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

  /**
   * Writes the result and makes the run the visible one of its id; the earlier finished run of the
   * same id goes in the same transaction. On an error nothing has changed.
   */
  public void finish(RunResult result) {
    lock.ensureHeld();
    database.transaction(
        "finishing run " + id,
        c -> {
          write(c, result);
          // Last, since it keeps readers of the density raster waiting until the transaction ends.
          OptionalLong earlier = RunStore.key(c, id, true);
          if (earlier.isPresent()) {
            RunStore.delete(c, earlier.getAsLong());
          }
          end(c, RunState.FINISHED, null);
          return null;
        });
  }

  private void write(Connection c, RunResult result) throws SQLException {
    RunTables tables = new RunTables(c, key, new GeometryCodec(crs));
    ToDoubleFunction<Building> persons = b -> Double.NaN;
    if (result.population().isPresent()) {
      RunResult.Population population = result.population().get();
      tables.units(population.units(), population.results());
      Map<String, Double> byBuilding = tables.allocation(population.buildingShares());
      tables.cellShares(population.cellShares());
      DensityTable.write(c, key, population);
      persons = b -> byBuilding.getOrDefault(b.id(), b.residential() ? Double.NaN : 0.0);
    }
    tables.buildings(result.buildings(), persons);
    tables.map(result.map());
  }

  /** Marks the run as failed; its tiles stay, so that it can be resumed. */
  public void fail(String reason) {
    database.transaction(
        "marking run " + id + " as failed",
        c -> {
          end(c, RunState.FAILED, reason.replace('\0', '\uFFFD'));
          return null;
        });
  }

  private void end(Connection c, RunState state, String reason) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            UPDATE hearth.run SET state = ?, reason = ?, ended = clock_timestamp()
            WHERE key = ? AND state <> 'finished'
            """)) {
      s.setString(1, state.code());
      s.setString(2, reason);
      s.setLong(3, key);
      if (s.executeUpdate() != 1) {
        throw new IllegalStateException("run " + id + " is finished or was deleted");
      }
    }
  }

  private RunReader reader(Connection c) {
    return new RunReader(c, key, new GeometryCodec(crs));
  }

  /** Lets go of the run. It stays as it is: an unfinished one can be resumed. */
  @Override
  public void close() {
    lock.close();
  }
}
