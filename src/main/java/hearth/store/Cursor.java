package hearth.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Rows of a run, fetched some at a time as they are asked for. The connection must be in a
 * transaction, without which the driver reads everything at once.
 */
final class Cursor<T> implements Iterator<T>, AutoCloseable {
  /** Makes a value of the row that the result stands on. */
  @FunctionalInterface
  interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final RowMapper<T> mapper;
  private boolean waiting;

  /**
   * @param query with one parameter, the run's key
   * @param fetch rows that the driver holds at once
   */
  Cursor(Connection c, String query, long runKey, int fetch, RowMapper<T> mapper)
      throws SQLException {
    this.mapper = mapper;
    this.statement = c.prepareStatement(query);
    statement.setFetchSize(fetch);
    statement.setLong(1, runKey);
    this.rows = statement.executeQuery();
  }

  @Override
  public boolean hasNext() {
    try {
      waiting = waiting || rows.next();
      return waiting;
    } catch (SQLException e) {
      throw StoreException.of("reading rows", e);
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    waiting = false;
    try {
      return mapper.map(rows);
    } catch (SQLException e) {
      throw StoreException.of("reading a row", e);
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
