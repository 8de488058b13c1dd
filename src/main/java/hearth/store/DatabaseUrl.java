package hearth.store;

import java.util.Map;
import java.util.Optional;

/** Where a database is and who logs in; its text never shows the password. */
public final class DatabaseUrl {
  DatabaseUrl() {}

  /**
   * The address from {@code --db}, else from {@code HEARTH_DB}. The password comes from {@code
   * HEARTH_DB_PASSWORD_FILE}, {@code HEARTH_DB_PASSWORD}, or the driver's own password file ({@code
   * PGPASSFILE}, {@code ~/.pgpass}).
   *
   * @param option value of {@code --db}; a password in it is refused, since others see it in the
   *     list of processes
   * @param environment the process's environment
   * @return empty where neither is given: the private cluster is meant
   */
  public static Optional<DatabaseUrl> find(
      Optional<String> option, Map<String, String> environment) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** {@code jdbc:postgresql://…} with the user and without a password. */
  @Override
  public String toString() {
    throw new UnsupportedOperationException("not built yet");
  }
}
