package hearth.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Short queries of tests. */
public final class Sql {
  private Sql() {}

  /** Rows as text, columns with a bar between, NULL as a dash. */
  public static List<String> rows(Database database, String query) {
    try (Connection c = database.connection()) {
      return rows(c, query);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  static List<String> rows(Connection c, String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          String cell = rows.getString(i);
          cells.add(cell == null ? "-" : cell);
        }
        found.add(String.join("|", cells));
      }
    }
    return found;
  }

  /** The rows of a query, with commas between. */
  public static String one(Database database, String query) {
    return String.join(",", rows(database, query));
  }

  /** Rows of a query that the superuser makes, on a connection of its own. */
  public static List<String> asAdmin(PostgresExtension postgres, String query) {
    try (Connection c = postgres.adminUrl().connect()) {
      return rows(c, query);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** Does a statement as the superuser and holds its locks until it is closed; nothing stays. */
  public static AutoCloseable holding(PostgresExtension postgres, String statement) {
    try {
      Connection c = postgres.adminUrl().connect();
      c.setAutoCommit(false);
      try (Statement s = c.createStatement()) {
        s.execute(statement);
      }
      return c;
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The one number of a query. */
  public static double number(Database database, String query) {
    return Double.parseDouble(one(database, query));
  }

  /** Message of the error that a query must give. */
  public static String error(Database database, String query) {
    try (Connection c = database.connection()) {
      rows(c, query);
    } catch (SQLException e) {
      return e.getMessage();
    }
    throw new AssertionError("no error: " + query);
  }
}
