package hearth.store;

/** A pool of connections to a database whose schema is up to date. Thread-safe. */
public final class Database implements AutoCloseable {
  Database() {}

  /**
   * Connects, checks server and PostGIS, and brings the schema {@code hearth} up to date.
   *
   * @param url where
   * @param workers threads that will use it at once
   */
  public static Database open(DatabaseUrl url, int workers) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Where it is, without a password. */
  public DatabaseUrl url() {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {}
}
