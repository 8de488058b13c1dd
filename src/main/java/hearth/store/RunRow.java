package hearth.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The row of an attempt in {@code hearth.run}: made, gone on with, ended.
 *
 * @param key the database's own number of this attempt
 * @param resumed how often it was gone on with: who holds another number writes no more
 * @param finished whether its results are in the database, and only its files are missing
 */
record RunRow(long key, int resumed, boolean finished) {

  /** Key of the finished run, or of the unfinished attempt, of an id. */
  static OptionalLong find(Connection c, String id, boolean finished) throws SQLException {
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

  /** A finished run of an id whose files were not all written. */
  static OptionalLong findWithoutFiles(Connection c, String id) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            SELECT r.key FROM hearth.run r JOIN hearth.step s ON s.run_key = r.key
            WHERE r.id = ? AND r.state = 'finished' AND s.name = ? AND s.state <> 'done'
            """)) {
      s.setString(1, id);
      s.setString(2, RunStep.FILES.code());
      try (ResultSet rows = s.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /**
   * A new attempt.
   *
   * @param replaces id of the run that goes when this one is finished; null for none
   */
  static RunRow insert(Connection c, RunStart start, String replaces) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO hearth.run (id, name, job, code_version, models, inputs, srid, replaces)
            VALUES (?, ?, ?::jsonb, ?, ?::jsonb, ?::jsonb, ?, ?)
            RETURNING key
            """)) {
      s.setString(1, start.id());
      s.setString(2, start.name());
      s.setString(3, start.job());
      s.setString(4, start.codeVersion());
      s.setString(5, start.models());
      s.setString(6, start.inputs());
      s.setInt(7, start.srid());
      s.setString(8, replaces);
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
        return new RunRow(rows.getLong(1), 0, false);
      }
    }
  }

  /** A new attempt with the ledger of a finished run, to try its failed tiles again. */
  static RunRow takeOver(Connection c, RunStart start, long finished) throws SQLException {
    RunRow row = insert(c, start, idOf(c, finished));
    update(
        c,
        """
        INSERT INTO hearth.tile
          (run_key, tile_row, tile_column, state, attempts, error, seconds, bounds, imaged,
           issues, pixels)
        SELECT ?, tile_row, tile_column, state, attempts, error, seconds, bounds, imaged,
          issues, pixels
        FROM hearth.tile WHERE run_key = ?
        """,
        row.key,
        finished);
    update(
        c,
        """
        INSERT INTO hearth.detection
          (run_key, tile_row, tile_column, ordinal, geom, outline, cut, anchor_north, anchor_east,
           label, prompt, score, predicted_iou, stability, p_building)
        SELECT ?, tile_row, tile_column, ordinal, geom, outline, cut, anchor_north, anchor_east,
          label, prompt, score, predicted_iou, stability, p_building
        FROM hearth.detection WHERE run_key = ?
        """,
        row.key,
        finished);
    return row;
  }

  private static String idOf(Connection c, long key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT id FROM hearth.run WHERE key = ?")) {
      s.setLong(1, key);
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** Goes on with an attempt; whoever worked on it before can write no more. */
  static RunRow resume(Connection c, long key) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            UPDATE hearth.run SET resumed = resumed + 1,
              state = CASE WHEN state = 'finished' THEN state ELSE 'running' END,
              reason = NULL,
              ended = CASE WHEN state = 'finished' THEN ended END
            WHERE key = ?
            RETURNING resumed, state = 'finished'
            """)) {
      s.setLong(1, key);
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
        return new RunRow(key, rows.getInt(1), rows.getBoolean(2));
      }
    }
  }

  /**
   * Makes sure, until the transaction ends, that this attempt is still the one of this process.
   *
   * @return whether its results are in already
   */
  boolean hold(Connection c, String id) throws SQLException {
    return finishedIfHeld(c)
        .orElseThrow(
            () ->
                new StoreException(
                    "another process has taken over run " + id + ", or it was deleted",
                    "./hearth runs show " + id + " tells how far it is.",
                    false,
                    null));
  }

  /** Whether its results are in already; empty where it is no longer this process's. */
  Optional<Boolean> finishedIfHeld(Connection c) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "SELECT state = 'finished' FROM hearth.run WHERE key = ? AND resumed = ? FOR SHARE")) {
      s.setLong(1, key);
      s.setInt(2, resumed);
      try (ResultSet rows = s.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBoolean(1)) : Optional.empty();
      }
    }
  }

  /** Ends the attempt, unless it is finished. */
  void end(Connection c, RunState state, String reason) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            UPDATE hearth.run SET state = ?, reason = ?, ended = clock_timestamp()
            WHERE key = ? AND resumed = ? AND state <> 'finished'
            """)) {
      s.setString(1, state.code());
      s.setString(2, reason);
      s.setLong(3, key);
      s.setInt(4, resumed);
      s.executeUpdate();
    }
  }

  /** Deletes the finished run of the id, and the one that this attempt replaces. */
  void deleteReplaced(Connection c, String id) throws SQLException {
    OptionalLong earlier = find(c, id, true);
    if (earlier.isPresent()) {
      delete(c, earlier.getAsLong());
    }
    try (PreparedStatement s =
        c.prepareStatement("SELECT replaces FROM hearth.run WHERE key = ?")) {
      s.setLong(1, key);
      try (ResultSet rows = s.executeQuery()) {
        String replaces = rows.next() ? rows.getString(1) : null;
        OptionalLong other = replaces == null ? OptionalLong.empty() : find(c, replaces, true);
        if (other.isPresent()) {
          delete(c, other.getAsLong());
        }
      }
    }
  }

  static void delete(Connection c, long key) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("SELECT hearth.run_delete(?)")) {
      s.setLong(1, key);
      s.execute();
    }
  }

  private static void update(Connection c, String statement, long... keys) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(statement)) {
      for (int i = 0; i < keys.length; i++) {
        s.setLong(i + 1, keys[i]);
      }
      s.executeUpdate();
    }
  }
}
