package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.cli.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, at their most talkative: no password is in what others can see of them (the list
 * of processes), in what they print, log, or write, whether they succeed or fail.
 */
@Timeout(180)
class SecretsTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final String IN_ADDRESS = "pass-in-the-address";

  @TempDir Path folder;

  private final StringBuilder seen = new StringBuilder();
  private final Set<String> commandLines = new HashSet<>();

  /** Runs a command, watching the list of processes; what it printed is kept. */
  private int hearth(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("-D"))
        .forEach(command::add);
    command.add("-Dlogback.configurationFile=" + talkative());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(Arrays.asList(arguments));
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(k -> k.startsWith("HEARTH_") || k.startsWith("PG"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      do {
        listProcesses();
      } while (!process.waitFor(50, TimeUnit.MILLISECONDS));
    } finally {
      process.destroyForcibly();
    }
    seen.append(Files.readString(output)).append('\n');
    return process.exitValue();
  }

  private Path talkative() throws IOException {
    return Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="all" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%level %logger %msg%n%ex</pattern></encoder>
          </appender>
          <root level="debug"><appender-ref ref="all"/></root>
        </configuration>
        """);
  }

  /** Arguments as every user can read them. */
  private void listProcesses() {
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      try {
        String line =
            Files.readString(
                Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                StandardCharsets.ISO_8859_1);
        // The test's own arguments are not at stake, and long.
        if (process.pid() != ProcessHandle.current().pid()) {
          if (commandLines.add(line)) {
            seen.append(line.replace('\0', ' ')).append('\n');
          }
        }
      } catch (IOException gone) {
        // It ended meanwhile, or the system has no /proc.
      }
    }
  }

  private List<String> secrets() throws IOException {
    List<String> secrets = new ArrayList<>(List.of(IN_ADDRESS));
    secrets.add(POSTGRES.environment().get("HEARTH_DB_PASSWORD"));
    ClusterFolders folders = POSTGRES.cluster().folders();
    secrets.add(Files.readString(folders.password()).strip());
    secrets.add(Files.readString(folders.adminPassword()).strip());
    for (DatabaseRole role : DatabaseRole.values()) {
      secrets.add(Files.readString(folders.password(role)).strip());
    }
    return secrets;
  }

  private void assertNoSecrets(String text, String where) throws IOException {
    for (String secret : secrets()) {
      assertTrue(secret.length() > 10, "nothing to look for");
      assertFalse(text.contains(secret), where);
    }
  }

  private Map<String, String> withPasswordFile() throws IOException {
    Path file =
        Files.createTempFile(
            folder,
            "secret",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, POSTGRES.environment().get("HEARTH_DB_PASSWORD") + "\n");
    return Map.of(
        "HEARTH_DB",
        POSTGRES.environment().get("HEARTH_DB"),
        "HEARTH_DB_PASSWORD_FILE",
        file.toString());
  }

  @Test
  void aRunTellsNobody() throws Exception {
    Path sample = Path.of("data-samples/banepa").toAbsolutePath();
    Path out = folder.resolve("out");
    Path json = folder.resolve("run.json");
    int status =
        hearth(
            withPasswordFile(),
            "run",
            "--osm",
            sample.resolve("osm.osm.pbf").toString(),
            "--census",
            sample.resolve("census.gpkg").toString(),
            "--population-field",
            "population",
            "--unit-id",
            "zone_id",
            "--name",
            "secrets",
            "--out",
            out.toString(),
            "--json",
            json.toString());
    assertEquals(0, status, seen::toString);
    assertTrue(seen.toString().contains("DEBUG com.zaxxer"), "it did talk");
    assertEquals(0, hearth(withPasswordFile(), "sql", "SELECT pg_sleep(1)"), seen::toString);
    assertTrue(seen.toString().contains("psql"), "the list of processes was read");
    assertEquals(0, hearth(withPasswordFile(), "runs", "list"), seen::toString);

    assertNoSecrets(seen.toString(), "output or list of processes");
    assertNoSecrets(Files.readString(json), "--json");
    try (Stream<Path> files = Files.walk(out)) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertTrue(written.size() >= 4, written.toString());
      for (Path file : written) {
        assertNoSecrets(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
      }
    }
    assertNoSecrets(Files.readString(POSTGRES.cluster().folders().log()), "the server's log");
    assertNoSecrets(
        String.join(
            "\n", Sql.rows(POSTGRES.database(), "SELECT job, inputs, models FROM hearth.run")),
        "the database");
  }

  @Test
  void failuresTellNobody() throws Exception {
    String hosts = POSTGRES.url().hosts();
    String password = POSTGRES.environment().get("HEARTH_DB_PASSWORD");
    List<String> bad =
        List.of(
            "jdbc:postgresql://%s/nowhere?user=operator".formatted(hosts),
            "jdbc:postgresql://127.0.0.1:1/hearth?user=operator",
            "jdbc:postgresql://%s/hearth?user=nobody".formatted(hosts));
    for (String address : bad) {
      Map<String, String> environment =
          Map.of("HEARTH_DB", address, "HEARTH_DB_PASSWORD", password);
      assertEquals(2, hearth(environment, "runs", "list"), () -> address + "\n" + seen);
    }
    for (String address :
        List.of(
            "postgresql://u:%s@%s/nowhere".formatted(IN_ADDRESS, hosts),
            "mysql://u:%s@host/db".formatted(IN_ADDRESS),
            "jdbc:postgresql://%s/x?user=u&password=%s".formatted(hosts, IN_ADDRESS))) {
      assertEquals(
          2, hearth(Map.of("HEARTH_DB", address), "runs", "list"), () -> address + "\n" + seen);
    }
    assertEquals(1, hearth(withPasswordFile(), "sql", "SELECT 1 / 0"));
    assertNoSecrets(seen.toString(), "output or list of processes: " + seen);
  }
}
