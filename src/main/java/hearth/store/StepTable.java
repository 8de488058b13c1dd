package hearth.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code hearth.step}. */
final class StepTable {
  private StepTable() {}

  static void begin(Connection c, long key, RunStep step) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO hearth.step AS s (run_key, name, ordinal, state, attempts)
            VALUES (?, ?, ?, 'running', 1)
            ON CONFLICT (run_key, name) DO UPDATE
            SET state = 'running', attempts = s.attempts + 1, seconds = NULL, error = NULL
            """)) {
      s.setLong(1, key);
      s.setString(2, step.code());
      s.setInt(3, step.ordinal());
      s.executeUpdate();
    }
  }

  /** Notes a step that is still to come, so that it is known to be missing. */
  static void await(Connection c, long key, RunStep step) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            INSERT INTO hearth.step (run_key, name, ordinal, state, attempts)
            VALUES (?, ?, ?, 'waiting', 0)
            ON CONFLICT (run_key, name) DO NOTHING
            """)) {
      s.setLong(1, key);
      s.setString(2, step.code());
      s.setInt(3, step.ordinal());
      s.executeUpdate();
    }
  }

  static void end(Connection c, long key, RunStep step, double seconds) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "UPDATE hearth.step SET state = 'done', seconds = ? WHERE run_key = ? AND name = ?")) {
      s.setDouble(1, seconds);
      s.setLong(2, key);
      s.setString(3, step.code());
      s.executeUpdate();
    }
  }

  /** Whatever was running has failed. */
  static void fail(Connection c, long key, String error) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            """
            UPDATE hearth.step SET state = 'failed', error = ?
            WHERE run_key = ? AND state = 'running'
            """)) {
      s.setString(1, error);
      s.setLong(2, key);
      s.executeUpdate();
    }
  }

  static List<StepRecord> read(Connection c, long key) throws SQLException {
    List<StepRecord> steps = new ArrayList<>();
    try (PreparedStatement s =
        c.prepareStatement(
            """
            SELECT name, state, attempts, seconds, error FROM hearth.step
            WHERE run_key = ? ORDER BY ordinal
            """)) {
      s.setLong(1, key);
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          steps.add(
              new StepRecord(
                  r.getString("name"),
                  r.getString("state"),
                  r.getInt("attempts"),
                  RunReader.number(r, "seconds"),
                  RunReader.text(r, "error")));
        }
      }
    }
    return steps;
  }
}
