package hearth.store;

import com.fasterxml.jackson.core.type.TypeReference;
import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.InputException;
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
    RunLock lock = RunLock.take(database, start.id());
    try {
      long key =
          database.transaction(
              "beginning run " + start.id(),
              c -> {
                OptionalLong left = key(c, start.id(), false);
                if (left.isPresent()) {
                  delete(c, left.getAsLong());
                }
                return insert(c, start);
              });
      return new RunAttempt(database, lock, key, start.id(), start.crs());
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Goes on with the unfinished attempt of an id; where there is none, but the finished run has
   * failed tiles, a new attempt takes over its other tiles. Anything else is refused.
   */
  public RunAttempt resume(String id) {
    RunLock lock = RunLock.take(database, id);
    try {
      RunInfo info = require(id);
      long key =
          database.transaction(
              "resuming run " + id,
              c -> {
                OptionalLong unfinished = key(c, id, false);
                if (unfinished.isPresent()) {
                  update(
                      c,
                      "UPDATE hearth.run SET state = 'running', reason = NULL, ended = NULL"
                          + " WHERE key = ?",
                      unfinished.getAsLong());
                  return unfinished.getAsLong();
                }
                if (info.tiles().getOrDefault(TileState.FAILED.code(), 0L) == 0) {
                  throw new InputException(
                      "run " + id + " is finished, and none of its tiles failed",
                      "There is nothing to resume.");
                }
                return takeOver(c, info.key());
              });
      return new RunAttempt(database, lock, key, id, Crs.epsg(info.srid()));
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
              OptionalLong key = key(c, id, finished);
              if (key.isPresent()) {
                delete(c, key.getAsLong());
              }
            }
            return null;
          });
    }
  }

  Database database() {
    return database;
  }

  /** Key of the finished run, or of the unfinished attempt, of an id. */
  static OptionalLong key(Connection c, String id, boolean finished) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT key FROM hearth.run WHERE id = ? AND (state = 'finished') = ?")) {
      s.setString(1, id);
      s.setBoolean(2, finished);
      try (ResultSet rows = s.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  static void delete(Connection c, long key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT hearth.run_delete(?)")) {
      s.setLong(1, key);
      s.execute();
    }
  }

  private static long insert(Connection c, RunStart start) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO hearth.run (id, name, job, code_version, models, inputs, srid)
            VALUES (?, ?, ?::jsonb, ?, ?::jsonb, ?::jsonb, ?)
            RETURNING key
            """)) {
      s.setString(1, start.id());
      s.setString(2, start.name());
      s.setString(3, start.job());
      s.setString(4, start.codeVersion());
      s.setString(5, start.models());
      s.setString(6, start.inputs());
      s.setInt(7, start.srid());
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** A new attempt with the tiles of a finished run that did not fail. */
  private static long takeOver(Connection c, long finished) throws SQLException {
    long key;
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO hearth.run (id, name, job, code_version, models, inputs, srid)
            SELECT id, name, job, code_version, models, inputs, srid
            FROM hearth.run WHERE key = ?
            RETURNING key
            """)) {
      s.setLong(1, finished);
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
        key = rows.getLong(1);
      }
    }
    update(
        c,
        """
        INSERT INTO hearth.tile
          (run_key, tile_row, tile_column, state, attempts, error, seconds, bounds, imaged)
        SELECT ?, tile_row, tile_column, state, attempts, error, seconds, bounds, imaged
        FROM hearth.tile WHERE run_key = ? AND state <> 'failed'
        """,
        key,
        finished);
    update(
        c,
        """
        INSERT INTO hearth.detection
          (run_key, tile_row, tile_column, ordinal, geom, outline, cut, label, prompt,
           score, predicted_iou, stability, p_building)
        SELECT ?, tile_row, tile_column, ordinal, geom, outline, cut, label, prompt,
          score, predicted_iou, stability, p_building
        FROM hearth.detection WHERE run_key = ?
        """,
        key,
        finished);
    return key;
  }

  private static void update(Connection c, String statement, long... keys) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(statement)) {
      for (int i = 0; i < keys.length; i++) {
        s.setLong(i + 1, keys[i]);
      }
      s.executeUpdate();
    }
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
