package hearth.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows streamed into a table in PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary
 * Format"). Values never become part of SQL text. Doubles that are NaN, and texts that are null or
 * empty where {@link #textOrNull} is called, become NULL.
 *
 * <p>Closed without {@link #finish}, nothing of it is kept.
 */
final class BinaryCopy implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  /** Large enough that the cost of a call does not show, small enough for every worker. */
  private static final int FLUSH_BYTES = 1 << 16;

  private static final int INT4_OID = 23;
  private static final int TEXT_OID = 25;
  private static final int FLOAT8_OID = 701;

  private final CopyIn copy;
  private final int columns;
  private byte[] buffer = new byte[FLUSH_BYTES + (FLUSH_BYTES >> 2)];
  private int length;
  private int fields;
  private boolean finished;

  /**
   * @param table qualified name, a constant of the program
   * @param columns names with commas between, a constant of the program, in the order in which
   *     fields are written
   */
  BinaryCopy(Connection c, String table, String columns) throws SQLException {
    this.columns = columns.split(",").length;
    this.fields = this.columns;
    this.copy =
        c.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, columns));
    raw(SIGNATURE);
    int32(0); // flags
    int32(0); // length of the header's extension
  }

  BinaryCopy row() throws SQLException {
    if (fields != columns) {
      throw new IllegalStateException("a row of " + fields + " fields, not " + columns);
    }
    if (length >= FLUSH_BYTES) {
      copy.writeToCopy(buffer, 0, length);
      length = 0;
    }
    fields = 0;
    int16(columns);
    return this;
  }

  BinaryCopy bigint(long value) {
    field(8);
    int32((int) (value >> 32));
    int32((int) value);
    return this;
  }

  BinaryCopy integer(int value) {
    field(4);
    int32(value);
    return this;
  }

  /** double precision; NaN becomes NULL. */
  BinaryCopy number(double value) {
    if (Double.isNaN(value)) {
      return nothing();
    }
    return bigint(Double.doubleToLongBits(value));
  }

  BinaryCopy bool(boolean value) {
    field(1);
    ensure(1);
    buffer[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  BinaryCopy text(String value) {
    byte[] utf8 = utf8(value);
    field(utf8.length);
    raw(utf8);
    return this;
  }

  BinaryCopy textOrNull(String value) {
    return value == null || value.isEmpty() ? nothing() : text(value);
  }

  /** bytea, or a geometry as EWKB. */
  BinaryCopy bytes(byte[] value) {
    field(value.length);
    raw(value);
    return this;
  }

  BinaryCopy jsonbOrNull(String json) {
    if (json == null) {
      return nothing();
    }
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    field(utf8.length + 1);
    ensure(1);
    buffer[length++] = 1; // version of the format
    raw(utf8);
    return this;
  }

  BinaryCopy texts(List<String> values) {
    int start = length;
    field(0);
    int32(values.isEmpty() ? 0 : 1); // dimensions
    int32(0); // no NULL inside
    int32(TEXT_OID);
    if (!values.isEmpty()) {
      int32(values.size());
      int32(1); // lower bound
      for (String value : values) {
        byte[] utf8 = utf8(value);
        int32(utf8.length);
        raw(utf8);
      }
    }
    int end = length;
    length = start;
    int32(end - start - 4);
    length = end;
    return this;
  }

  BinaryCopy integers(List<Integer> values) {
    field((values.isEmpty() ? 3 : 5 + 2 * values.size()) * Integer.BYTES);
    int32(values.isEmpty() ? 0 : 1); // dimensions
    int32(0); // no NULL inside
    int32(INT4_OID);
    if (!values.isEmpty()) {
      int32(values.size());
      int32(1); // lower bound
      for (int value : values) {
        int32(Integer.BYTES);
        int32(value);
      }
    }
    return this;
  }

  /** An array of double precision, NaN as NULL inside; NULL where there is none. */
  BinaryCopy numbersOrNull(List<Double> values) {
    if (values.isEmpty()) {
      return nothing();
    }
    int start = length;
    field(0);
    int32(1); // dimensions
    int32(1); // there may be NULL inside
    int32(FLOAT8_OID);
    int32(values.size());
    int32(1); // lower bound
    for (double value : values) {
      if (Double.isNaN(value)) {
        int32(-1);
      } else {
        long bits = Double.doubleToLongBits(value);
        int32(Double.BYTES);
        int32((int) (bits >> 32));
        int32((int) bits);
      }
    }
    int end = length;
    length = start;
    int32(end - start - 4);
    length = end;
    return this;
  }

  BinaryCopy nothing() {
    field(-1);
    return this;
  }

  /** Number of rows that the server took. */
  long finish() throws SQLException {
    if (fields != columns) {
      throw new IllegalStateException("a row of " + fields + " fields, not " + columns);
    }
    int16(-1);
    copy.writeToCopy(buffer, 0, length);
    long rows = copy.endCopy();
    finished = true;
    return rows;
  }

  @Override
  public void close() throws SQLException {
    if (!finished && copy.isActive()) {
      copy.cancelCopy();
    }
  }

  /** PostgreSQL's text has no place for the character U+0000. */
  static byte[] utf8(String value) {
    return value.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
  }

  private void field(int bytes) {
    fields++;
    int32(bytes);
  }

  private void int16(int value) {
    ensure(2);
    buffer[length++] = (byte) (value >> 8);
    buffer[length++] = (byte) value;
  }

  private void int32(int value) {
    ensure(4);
    buffer[length++] = (byte) (value >> 24);
    buffer[length++] = (byte) (value >> 16);
    buffer[length++] = (byte) (value >> 8);
    buffer[length++] = (byte) value;
  }

  private void raw(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
