package hearth.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

  /** As {@link #of(DatabaseUrl, Optional, Optional)}, as the login itself. */
  static PsqlCommand of(DatabaseUrl url, Optional<String> statement) {
    return of(url, Optional.empty(), statement);
  }

  /**
   * For one statement, or for a session when none is given.
   *
   * @param role to act as; empty for the login itself
   */
  public static PsqlCommand of(
      DatabaseUrl login, Optional<DatabaseRole> role, Optional<String> statement) {
    DatabaseUrl url = role.map(login::as).orElse(login);
    Map<String, String> environment = new HashMap<>();
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String host : url.hosts().split(",")) {
      int colon = host.lastIndexOf(':');
      boolean hasPort = colon > host.lastIndexOf(']');
      hosts.add((hasPort ? host.substring(0, colon) : host).replaceAll("[\\[\\]]", ""));
      ports.add(hasPort ? host.substring(colon + 1) : "5432");
    }
    environment.put("PGHOST", String.join(",", hosts));
    environment.put("PGPORT", String.join(",", ports));
    environment.put("PGDATABASE", url.database());
    environment.put("PGAPPNAME", "hearth");
    url.user().ifPresent(u -> environment.put("PGUSER", u));
    if (url.passwordFile().isPresent()) {
      environment.put("PGPASSFILE", url.passwordFile().get().toString());
    } else if (url.hasPassword()) {
      environment.put("PGPASSWORD", new String(url.password()));
    }
    // libpq has the same names for the ways of TLS.
    for (String name : List.of("sslmode", "sslrootcert", "sslcert", "sslkey")) {
      String value = url.parameters().get(name);
      if (value != null) {
        environment.put("PG" + name.toUpperCase(Locale.ROOT), value);
      }
    }
    role.ifPresent(r -> environment.put("PGOPTIONS", "-c role=" + r.code()));
    List<String> arguments = new ArrayList<>(List.of("psql", "-v", "ON_ERROR_STOP=1"));
    statement.ifPresent(s -> arguments.addAll(List.of("-c", s)));
    return new PsqlCommand(arguments, environment);
  }

  /** Without the environment's values, which may hold a password. */
  @Override
  public String toString() {
    return String.join(" ", arguments);
  }
}
