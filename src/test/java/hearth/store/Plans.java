package hearth.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Plans of the statements inside functions, by the server's own module auto_explain. */
final class Plans {
  private Plans() {}

  /**
   * Plans of a query and of everything that its functions ask, without sequential scans: tables of
   * a test are so small that reading them whole is cheaper than any index.
   */
  static List<String> of(DatabaseUrl admin, String query) throws SQLException {
    List<String> plans = new ArrayList<>();
    try (Connection c = admin.connect();
        Statement s = c.createStatement()) {
      s.execute("LOAD 'auto_explain'");
      s.execute("SET auto_explain.log_min_duration = 0");
      s.execute("SET auto_explain.log_nested_statements = on");
      s.execute("SET auto_explain.log_analyze = on");
      s.execute("SET enable_seqscan = off");
      s.execute("SET client_min_messages = log");
      try (ResultSet rows = s.executeQuery(query)) {
        while (rows.next()) {
          rows.getString(1);
        }
        for (SQLWarning w = s.getWarnings(); w != null; w = w.getNextWarning()) {
          plans.add(w.getMessage());
        }
      }
    }
    return plans;
  }
}
