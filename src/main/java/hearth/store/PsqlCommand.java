package hearth.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How {@code ./hearth sql} calls psql. The password is in the environment or a file, never among
 * the arguments, which other users can see.
 *
 * @param arguments program and arguments
 * @param environment variables to add
 */
public record PsqlCommand(List<String> arguments, Map<String, String> environment) {
  public PsqlCommand {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** For one statement, or for a session when none is given. */
  public static PsqlCommand of(DatabaseUrl url, Optional<String> statement) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Without the environment's values, which may hold a password. */
  @Override
  public String toString() {
    return String.join(" ", arguments);
  }
}
