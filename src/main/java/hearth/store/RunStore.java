package hearth.store;

import com.fasterxml.jackson.core.type.TypeReference;
import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.population.CensusUnit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs in the database: begun, resumed, listed, read back, deleted. Thread-safe. */
public final class RunStore {
  private static final String INFO =
      """
      SELECT r.key, r.id, r.name, r.state, r.reason, r.code_version, r.job, r.models, r.inputs,
        r.srid, r.started, r.ended,
        EXISTS (SELECT FROM pg_locks l
          WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (l.classid::bigint << 32) | l.objid::bigint
              = hashtextextended('hearth.run ' || r.id, 0)
        ) AS held,
        (SELECT coalesce(jsonb_object_agg(t.state, t.n), '{}')
          FROM (SELECT state, count(*) AS n FROM hearth.tile WHERE run_key = r.key GROUP BY state) t
        ) AS tiles,
        (SELECT coalesce(jsonb_object_agg(b.status, b.n), '{}')
          FROM (SELECT status, count(*) AS n FROM hearth.building WHERE run_key = r.key
            GROUP BY status) b
        ) AS buildings,
        (SELECT sum(u.allocated) FROM hearth.census_unit u WHERE u.run_key = r.key) AS persons
      FROM hearth.run r
      """;

  private static final int IDS_NAMED = 10;

  private final Database database;

  public RunStore(Database database) {
    this.database = database;
  }

  /**
   * Begins a run anew. An unfinished attempt of the same id is dropped; a finished one stays
   * visible until the new one finishes. Refused while another process works on the id.
   */
  public RunAttempt begin(RunStart start) {
    return attempt(
        start.id(),
        start.crs(),
        "beginning",
        c -> {
          OptionalLong left = RunRow.find(c, start.id(), false);
          if (left.isPresent()) {
            RunRow.delete(c, left.getAsLong());
          }
          return RunRow.insert(c, start, null);
        });
  }

  /**
   * Goes on with what an earlier process of the same version left of a run: an unfinished attempt,
   * or a finished one without its files. Where there is nothing of that kind, it begins anew.
   */
  public RunAttempt beginOrResume(RunStart start) {
    return attempt(
        start.id(),
        start.crs(),
        "beginning",
        c -> {
          OptionalLong left = left(c, start.id());
          if (left.isPresent() && isOfVersion(c, left.getAsLong(), start.codeVersion())) {
            return RunRow.resume(c, left.getAsLong());
          }
          OptionalLong unfinished = RunRow.find(c, start.id(), false);
          if (unfinished.isPresent()) {
            RunRow.delete(c, unfinished.getAsLong());
          }
          return RunRow.insert(c, start, null);
        });
  }

  /**
   * Goes on with a run: with its unfinished attempt; else, where its files are missing, with the
   * finished one; else, where it has failed tiles, with a new attempt that takes over its ledger.
   * Anything else is refused.
   *
   * @param start the run as it is now; another id than {@code id} where an input was repaired: the
   *     finished attempt then takes the place of the run {@code id}
   */
  public RunAttempt resume(String id, RunStart start) {
    RunInfo info = requireResumable(id);
    return attempt(
        start.id(),
        start.crs(),
        "resuming",
        c -> {
          OptionalLong left = left(c, start.id());
          if (left.isPresent()) {
            return RunRow.resume(c, left.getAsLong());
          }
          return RunRow.takeOver(c, start, info.key());
        });
  }

  /** The attempt of an id that {@link #resume} would go on with; refused where there is none. */
  public RunInfo requireResumable(String id) {
    RunInfo run = require(id);
    OptionalLong left = database.transaction("looking up run " + id, c -> left(c, id));
    if (left.isPresent()) {
      return byKey(left.getAsLong(), id);
    }
    if (run.tiles().getOrDefault(TileState.FAILED.code(), 0L) == 0) {
      throw new InputException(
          "run " + id + " is finished, and none of its tiles failed",
          "There is nothing to resume.");
    }
    return run;
  }

  private RunInfo byKey(long key, String id) {
    return database.transaction(
        "looking up run " + id,
        c -> {
          try (PreparedStatement s = c.prepareStatement(INFO + "WHERE r.key = ?")) {
            s.setLong(1, key);
            return infos(s).stream().findFirst().orElseThrow(() -> Database.missing("run " + id));
          }
        });
  }

  /** What a process that is gone left of a run: its unfinished attempt, or one without files. */
  private static OptionalLong left(Connection c, String id) throws SQLException {
    OptionalLong unfinished = RunRow.find(c, id, false);
    return unfinished.isPresent() ? unfinished : RunRow.findWithoutFiles(c, id);
  }

  private static boolean isOfVersion(Connection c, long key, String version) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("SELECT code_version = ? FROM hearth.run WHERE key = ?")) {
      s.setString(1, version);
      s.setLong(2, key);
      try (ResultSet rows = s.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private RunAttempt attempt(String id, Crs crs, String doing, Database.Work<RunRow> row) {
    RunLock lock = RunLock.take(database, id);
    try {
      return new RunAttempt(
          database, lock, database.transaction(doing + " run " + id, row), id, crs);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** All attempts, the latest first. */
  public List<RunInfo> list() {
    return database.transaction(
        "listing runs",
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(INFO + "ORDER BY r.started DESC, r.key DESC")) {
            return infos(s);
          }
        });
  }

  /** The finished run of an id, else its unfinished attempt. */
  public Optional<RunInfo> show(String id) {
    return database.transaction(
        "looking up run " + id,
        c -> {
          try (PreparedStatement s =
              c.prepareStatement(
                  INFO + "WHERE r.id = ? ORDER BY r.state = 'finished' DESC LIMIT 1")) {
            s.setString(1, id);
            return infos(s).stream().findFirst();
          }
        });
  }

  /** The run of an id, as {@link #show}, else the latest finished run of that name. */
  public Optional<RunInfo> find(String idOrName) {
    return show(idOrName)
        .or(
            () ->
                list().stream()
                    .filter(r -> r.name().equals(idOrName) && r.state() == RunState.FINISHED)
                    .findFirst());
  }

  /**
   * The census units of a run with the persons that were shared out, NaN where the figure was not
   * known; areas in the run's reference system.
   */
  public List<CensusUnit> censusUnits(RunInfo run) {
    return database.transaction("reading census units", c -> reader(c, run).units());
  }

  /** Uses the density raster of a run. */
  @FunctionalInterface
  public interface DensityUse<T> {
    T with(Grid grid, RunResult.BandReader bands);
  }

  /**
   * Reads the density raster of a run, tile by tile as it is asked for.
   *
   * @throws InputException for a run without a census
   */
  public <T> T readDensity(RunInfo run, DensityUse<T> use) {
    return database.transaction(
        "reading the density raster",
        c -> {
          DensityReader reader = new DensityReader(c, run);
          return use.with(reader.grid(), reader);
        });
  }

  /** Like {@link #show}, but an unknown id is refused, with the ids that there are. */
  public RunInfo require(String id) {
    return show(id)
        .orElseThrow(
            () -> {
              List<String> ids =
                  list().stream().map(RunInfo::id).distinct().limit(IDS_NAMED).toList();
              return new InputException(
                  "there is no run " + id,
                  ids.isEmpty()
                      ? "The database holds no run yet."
                      : "Runs: " + String.join(", ", ids) + " (./hearth runs list)");
            });
  }

  /** The ledger of a run, by row, then column. */
  public List<TileRecord> tiles(RunInfo run) {
    return database.transaction("reading the ledger", c -> reader(c, run).tiles());
  }

  /** The steps of a run, in their order, as far as they were begun. */
  public List<StepRecord> steps(RunInfo run) {
    return database.transaction("reading the ledger", c -> StepTable.read(c, run.key()));
  }

  /** Every candidate building of a run, by id, streamed. */
  public void forEachBuilding(RunInfo run, Consumer<StoredBuilding> consumer) {
    database.transaction(
        "reading buildings",
        c -> {
          reader(c, run).buildings(consumer);
          return null;
        });
  }

  /** Every candidate building of a run, by id, outlines in the run's reference system. */
  public List<Building> buildings(RunInfo run) {
    List<Building> all = new ArrayList<>();
    forEachBuilding(run, b -> all.add(b.building()));
    return all;
  }

  /** Deletes everything of an id, unfinished attempts too; refused while one is worked on. */
  public void delete(String id) {
    require(id);
    try (RunLock lock = RunLock.take(database, id)) {
      database.transaction(
          "deleting run " + id,
          c -> {
            for (boolean finished : new boolean[] {true, false}) {
              OptionalLong key = RunRow.find(c, id, finished);
              if (key.isPresent()) {
                RunRow.delete(c, key.getAsLong());
              }
            }
            return null;
          });
    }
  }

  Database database() {
    return database;
  }

  private static List<RunInfo> infos(PreparedStatement s) throws SQLException {
    List<RunInfo> found = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        Timestamp ended = r.getTimestamp("ended");
        found.add(
            new RunInfo(
                r.getLong("key"),
                r.getString("id"),
                r.getString("name"),
                RunState.ofCode(r.getString("state")),
                RunReader.text(r, "reason"),
                r.getString("code_version"),
                r.getString("job"),
                r.getString("models"),
                r.getString("inputs"),
                r.getInt("srid"),
                r.getTimestamp("started").toInstant(),
                Optional.ofNullable(ended).map(Timestamp::toInstant),
                r.getBoolean("held"),
                RunReader.json(r.getString("tiles"), new TypeReference<TreeMap<String, Long>>() {}),
                RunReader.json(
                    r.getString("buildings"), new TypeReference<TreeMap<String, Long>>() {}),
                RunReader.number(r, "persons")));
      }
    }
    return found;
  }

  static RunReader reader(Connection c, RunInfo run) {
    return new RunReader(c, run.key(), new GeometryCodec(Crs.epsg(run.srid())));
  }
}
