package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseUrlTest {
  private static DatabaseUrl option(String url, Map<String, String> environment) {
    return DatabaseUrl.find(Optional.of(url), environment).orElseThrow();
  }

  private static DatabaseUrl variable(String url) {
    return DatabaseUrl.find(Optional.empty(), Map.of("HEARTH_DB", url)).orElseThrow();
  }

  private static String refused(String url) {
    return assertThrows(InputException.class, () -> option(url, Map.of())).getMessage();
  }

  @Test
  void theOptionWinsOverTheEnvironment() {
    Map<String, String> environment = Map.of("HEARTH_DB", "jdbc:postgresql://b/two");
    assertEquals(
        "jdbc:postgresql://a:5433/one?user=me&sslmode=verify-full",
        option("jdbc:postgresql://a:5433/one?sslmode=verify-full&user=me", environment).toString());
    assertEquals("jdbc:postgresql://b/two", variable("jdbc:postgresql://b/two").toString());
    assertEquals(Optional.empty(), DatabaseUrl.find(Optional.empty(), Map.of("HEARTH_DB", " ")));
  }

  @Test
  void theFormOfLibpqIsTaken() {
    DatabaseUrl url = variable("postgresql://me:s%40cret@[::1]:5433/gis");
    assertEquals("jdbc:postgresql://[::1]:5433/gis?user=me", url.toString());
    assertEquals("s@cret", new String(url.password()));
  }

  @Test
  void aPasswordOnTheCommandLineIsRefusedWithoutRepeatingIt() {
    for (String url :
        List.of(
            "jdbc:postgresql://h/db?user=u&password=S3CRET",
            "postgresql://u:S3CRET@h/db",
            "jdbc:postgresql://h/db?sslpassword=S3CRET",
            "jdbc:postgres:h/db?password=S3CRET",
            "jdbc:postgresql://u:S3CRET@x@h/db",
            "mysql://u:S3CRET@h/db")) {
      String message = refused(url);
      assertFalse(message.contains("S3CRET"), message);
    }
    assertTrue(refused("postgresql://u:S3CRET@h/db").contains("HEARTH_DB_PASSWORD_FILE"));
  }

  @Test
  void passwordsComeFromFileThenEnvironment(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("p"), "from file\n");
    String url = "jdbc:postgresql://h/db?user=u";
    assertEquals(
        "from file",
        new String(
            option(
                    url,
                    Map.of("HEARTH_DB_PASSWORD_FILE", file.toString(), "HEARTH_DB_PASSWORD", "e"))
                .password()));
    assertEquals("e", new String(option(url, Map.of("HEARTH_DB_PASSWORD", "e")).password()));
    assertFalse(option(url, Map.of()).hasPassword(), "left to the driver's own password file");
    String missing =
        assertThrows(
                InputException.class,
                () -> option(url, Map.of("HEARTH_DB_PASSWORD_FILE", folder + "/none")))
            .getMessage();
    assertTrue(missing.contains("/none"), missing);
  }

  @Test
  void noTextShowsThePassword() {
    DatabaseUrl url = variable("postgresql://u:S3CRET@h/db?sslpassword=S3CRET2&sslmode=require");
    assertFalse(url.toString().contains("S3CRET"), url.toString());
    assertTrue(url.toString().contains("sslmode=require"), url.toString());
  }

  @Test
  void whatIsNoAddressIsRefusedWithAnExample() {
    assertTrue(refused("localhost").contains("jdbc:postgresql://HOST:PORT/DATABASE"));
    assertTrue(refused("jdbc:postgresql://h/").contains("names no database"));
    assertTrue(refused("jdbc:postgresql://h/db?user=%zz").contains("hex digits"));
  }

  @Test
  void psqlGetsThePasswordByItsEnvironment() {
    PsqlCommand command =
        PsqlCommand.of(
            variable("postgresql://u:S3CRET@h:5433/my%20db?sslmode=require"),
            Optional.of("SELECT 1"));

    assertEquals(List.of("psql", "-v", "ON_ERROR_STOP=1", "-c", "SELECT 1"), command.arguments());
    assertEquals(
        Map.of(
            "PGHOST", "h",
            "PGPORT", "5433",
            "PGDATABASE", "my db",
            "PGUSER", "u",
            "PGPASSWORD", "S3CRET",
            "PGSSLMODE", "require",
            "PGAPPNAME", "hearth"),
        command.environment());
    assertFalse(command.toString().contains("S3CRET"));
    Map<String, String> own =
        PsqlCommand.of(
                DatabaseUrl.ofPrivateCluster(
                    1234, "hearth", "hearth", "S3CRET", Path.of("/p"), Map.of()),
                Optional.empty())
            .environment();
    assertEquals("/p", own.get("PGPASSFILE"));
    assertFalse(own.containsValue("S3CRET"));
  }
}
