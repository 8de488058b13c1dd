package hearth.store;

import hearth.geo.InputException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is and who logs in. Its text never shows a password.
 *
 * <p>Parameters of pgjdbc ({@code sslmode}, {@code sslrootcert}, …) pass through.
 */
public final class DatabaseUrl {
  /** Scheme, user and password as libpq writes them, hosts, database, parameters. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?(?:postgresql|postgres)://(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?@]*)/([^?]*)(?:\\?(.*))?");

  private static final String EXAMPLE =
      "Give it as jdbc:postgresql://HOST:PORT/DATABASE?user=NAME.";
  private static final String PASSWORD_REMEDY =
      "Put it into a file that only you can read and set HEARTH_DB_PASSWORD_FILE to its name, or"
          + " use HEARTH_DB_PASSWORD or ~/.pgpass.";

  private static final int CONNECT_SECONDS = 10;

  private final String hosts;
  private final String database;
  private final Optional<String> user;
  private final Optional<String> password;
  private final SortedMap<String, String> parameters;
  private final Optional<Path> passwordFile;
  private final Map<DatabaseRole, String> passwords;

  private DatabaseUrl(
      String hosts,
      String database,
      Optional<String> user,
      Optional<String> password,
      SortedMap<String, String> parameters,
      Optional<Path> passwordFile,
      Map<DatabaseRole, String> passwords) {
    this.hosts = hosts.isEmpty() ? "localhost" : hosts;
    this.database = database;
    this.user = user;
    this.password = password;
    this.parameters = Collections.unmodifiableSortedMap(parameters);
    this.passwordFile = passwordFile;
    this.passwords = passwords;
  }

  /**
   * The address from {@code --db}, else from {@code HEARTH_DB}. The password comes from {@code
   * HEARTH_DB_PASSWORD_FILE}, {@code HEARTH_DB_PASSWORD}, the address itself ({@code HEARTH_DB}
   * only), or the driver's own password file ({@code PGPASSFILE}, {@code ~/.pgpass}).
   *
   * @param option value of {@code --db}; a password in it is refused, since others see it in the
   *     list of processes
   * @param environment the process's environment
   * @return empty where neither is given: the private cluster is meant
   */
  public static Optional<DatabaseUrl> find(
      Optional<String> option, Map<String, String> environment) {
    Optional<String> fromEnvironment =
        Optional.ofNullable(environment.get("HEARTH_DB")).filter(v -> !v.isBlank());
    if (option.isPresent()) {
      DatabaseUrl url = parse(option.get(), "--db");
      if (url.password.isPresent() || url.parameters.containsKey("sslpassword")) {
        throw new InputException(
            "--db holds a password, which other users can see in the list of processes",
            PASSWORD_REMEDY);
      }
      return Optional.of(url.withPasswordOf(environment));
    }
    return fromEnvironment.map(v -> parse(v, "HEARTH_DB").withPasswordOf(environment));
  }

  /**
   * @param passwords of the roles, each of which can log in
   */
  static DatabaseUrl ofPrivateCluster(
      int port,
      String database,
      String user,
      String password,
      Path passwordFile,
      Map<DatabaseRole, String> passwords) {
    return new DatabaseUrl(
        "127.0.0.1:" + port,
        database,
        Optional.of(user),
        Optional.of(password),
        new TreeMap<>(),
        Optional.of(passwordFile),
        Map.copyOf(passwords));
  }

  /** The messages never repeat the text: it may hold a password in a place we did not expect. */
  private static DatabaseUrl parse(String text, String origin) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new InputException(origin + " is not the address of a PostgreSQL database", EXAMPLE);
    }
    Optional<String> user = Optional.ofNullable(m.group(1)).map(u -> decode(u, origin));
    Optional<String> password = Optional.ofNullable(m.group(2)).map(p -> decode(p, origin));
    SortedMap<String, String> parameters = new TreeMap<>();
    if (m.group(5) != null) {
      for (String pair : m.group(5).split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(
              decode(pair.substring(0, equals), origin),
              decode(pair.substring(equals + 1), origin));
        }
      }
    }
    if (parameters.containsKey("user")) {
      user = Optional.of(parameters.remove("user"));
    }
    if (parameters.containsKey("password")) {
      password = Optional.of(parameters.remove("password"));
    }
    String database = decode(m.group(4), origin);
    if (database.isEmpty()) {
      throw new InputException(origin + " names no database", EXAMPLE);
    }
    return new DatabaseUrl(
        m.group(3),
        database,
        user.filter(u -> !u.isEmpty()),
        password,
        parameters,
        Optional.empty(),
        Map.of());
  }

  private static String decode(String text, String origin) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InputException(origin + " has a % that is not followed by two hex digits", EXAMPLE);
    }
  }

  private DatabaseUrl withPasswordOf(Map<String, String> environment) {
    String file = environment.getOrDefault("HEARTH_DB_PASSWORD_FILE", "");
    String plain = environment.getOrDefault("HEARTH_DB_PASSWORD", "");
    Optional<String> found = password;
    if (!file.isBlank()) {
      try {
        found = Files.readString(Path.of(file)).lines().findFirst();
      } catch (IOException e) {
        throw new InputException(
            "cannot read the password file " + file + " (HEARTH_DB_PASSWORD_FILE)",
            "Check that it exists and that you may read it.",
            e);
      }
    } else if (!plain.isEmpty()) {
      found = Optional.of(plain);
    }
    return new DatabaseUrl(hosts, database, user, found, parameters, passwordFile, passwords);
  }

  DatabaseUrl withDatabase(String other) {
    return new DatabaseUrl(hosts, other, user, password, parameters, passwordFile, passwords);
  }

  /**
   * The address for a role: with a login of its own where the server has one that we know, as our
   * private cluster has. Elsewhere the same login, which takes the role once it is in.
   */
  public DatabaseUrl as(DatabaseRole role) {
    String known = passwords.get(role);
    return known == null
        ? this
        : new DatabaseUrl(
            hosts,
            database,
            Optional.of(role.code()),
            Optional.of(known),
            parameters,
            passwordFile,
            passwords);
  }

  /** {@code host:port}, or several of them with commas between. */
  public String hosts() {
    return hosts;
  }

  public String database() {
    return database;
  }

  public Optional<String> user() {
    return user;
  }

  Optional<Path> passwordFile() {
    return passwordFile;
  }

  boolean hasPassword() {
    return password.isPresent();
  }

  /** A copy for whoever logs in; empty text where there is none. */
  char[] password() {
    return password.orElse("").toCharArray();
  }

  SortedMap<String, String> parameters() {
    return parameters;
  }

  /** Address for the driver: neither user, password nor parameters. */
  String driverUrl() {
    return "jdbc:postgresql://" + hosts + "/" + encode(database);
  }

  /** What the driver is given beside the address. */
  Properties properties() {
    Properties p = new Properties();
    p.setProperty("ApplicationName", "hearth");
    p.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    p.setProperty("tcpKeepAlive", "true");
    p.putAll(parameters);
    user.ifPresent(u -> p.setProperty("user", u));
    password.ifPresent(w -> p.setProperty("password", w));
    return p;
  }

  /** One connection outside any pool. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(driverUrl(), properties());
  }

  /** {@code jdbc:postgresql://…} with the user and without a password. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(driverUrl());
    String separator = "?";
    if (user.isPresent()) {
      text.append("?user=").append(encode(user.get()));
      separator = "&";
    }
    for (Map.Entry<String, String> e : parameters.entrySet()) {
      String value =
          e.getKey().toLowerCase(java.util.Locale.ROOT).contains("password") ? "***" : e.getValue();
      text.append(separator).append(encode(e.getKey())).append('=').append(encode(value));
      separator = "&";
    }
    return text.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
