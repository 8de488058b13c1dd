package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Help, usage and exit statuses; the models that jobs can name. */
@Timeout(60)
class CommandLineTest {
  @TempDir Path folder;

  static Stream<String> commands() {
    List<String> all = new ArrayList<>();
    collect(Main.commandLine(Map.of()), "", all);
    return all.stream();
  }

  private static void collect(CommandLine command, String name, List<String> all) {
    all.add(name);
    command.getSubcommands().forEach((word, sub) -> collect(sub, (name + " " + word).strip(), all));
  }

  private static Outcome hearth(String line) {
    return Outcome.of(Map.of(), line.strip().split(" +"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    Outcome outcome = hearth(command + " --help").assertDone();
    assertTrue(outcome.out().contains("Usage: hearth"), outcome.out());
    assertTrue(outcome.out().contains(command), outcome.out());
    assertFalse(outcome.out().contains("null"), outcome.out());
    assertEquals("", outcome.err());
  }

  @Test
  void theVersion() {
    assertTrue(hearth("--version").assertDone().out().startsWith("hearth "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runs",
        "db",
        "models",
        "nothing",
        "segment",
        "density --buildings a.gpkg",
        "evaluate --truth a.gpkg",
        "evaluate --buildings a --population b --truth c",
        "export id",
        "models show",
        "run --imagery"
      })
  void wrongUsageIsRefused(String line) {
    Outcome outcome = hearth(line);
    assertEquals(2, outcome.status(), outcome.out() + outcome.err());
    assertFalse(outcome.err().isBlank());
  }

  @Test
  void aMisspeltCommandIsGuessed() {
    hearth("rnu a.yaml").assertRefused("'hearth rnu' is not a command", "Did you mean 'run'?");
    hearth("runs lsit").assertRefused("'hearth runs lsit' is not a command", "'list'");
    hearth("frobnicate").assertRefused("Known: ", "density");
    hearth("run --imagry a.tif").assertRefused("--imagery");
  }

  /** Each is refused before the imagery, which is not there, is looked for. */
  @Test
  void filesThatCannotBeWrittenAreRefusedBeforeAnyWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    hearth("run --imagery no.tif --json " + folder)
        .assertRefused(folder + ": is a folder", "--json");
    hearth("run --imagery no.tif --json " + file + "/a.json")
        .assertRefused("file/a.json", "--json");
    hearth("segment --imagery no.tif --out " + file + "/a.gpkg").assertRefused("a.gpkg", "--out");
    hearth("evaluate --population no.tif --truth no.gpkg --report /proc/a.html")
        .assertRefused("/proc/a.html: cannot be written", "--report");
    hearth("prompt no.png --box 1,1,2,2 --png " + file + "/a.png").assertRefused("a.png", "--png");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList(), "a try leaves nothing");
    }
  }

  @Test
  void imageryInPlaceOfAJobFileIsTold() {
    hearth("run data-samples/banepa/imagery.tif").assertRefused("not a job file", "--imagery");
    hearth("density --buildings a.gpkg --census a.gpkg --out " + folder)
        .assertRefused("--population-field is missing");
  }

  @Test
  void theStatusOfADatabaseThatDoesNotRunIsOne() {
    Map<String, String> environment = Map.of("HEARTH_HOME", folder.toString());
    Outcome status = Outcome.of(environment, "db", "status");
    assertEquals(1, status.status(), status.err());
    assertTrue(status.out().contains(folder.toString()), status.out());
    assertTrue(status.out().contains("absent"), status.out());
    Outcome.of(environment, "db", "url").assertRefused("./hearth db start");
  }

  @Test
  void modelsAreListedShownAndVerified() {
    Outcome list = hearth("models list").assertDone();
    assertTrue(list.out().contains("hearth-sam") && list.out().contains("hearth-yolo"), list.out());
    Outcome show = hearth("models show hearth-sam").assertDone();
    assertTrue(show.out().contains("CC-BY-SA-4.0") && show.out().contains("SHA-256"), show.out());
    assertTrue(hearth("models verify").assertDone().out().contains("hearth-sam: ok"));
    hearth("models show hearth-yol").assertRefused("hearth-yol", "hearth-yolo");
  }

  @Test
  void aModelIsAddedAndRefusedOnceItHasChanged() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home/models"));
    String before = System.getProperty("hearth.home");
    System.setProperty("hearth.home", home.getParent().toString());
    try {
      String add =
          "models add mine --detector models/hearth-yolo.onnx --gsd 0.3 --classes building"
              + " --licence CC-BY-4.0";
      assertTrue(hearth(add).assertDone().out().startsWith("added mine"));
      hearth(add).assertRefused("mine", "--force");
      assertTrue(hearth("models list").assertDone().out().contains("mine"));
      assertTrue(hearth("models show mine").assertDone().out().contains("CC-BY-4.0"));
      hearth("models verify mine").assertDone();
      Path model;
      try (Stream<Path> files = Files.walk(home)) {
        model = files.filter(f -> f.toString().endsWith(".onnx")).findFirst().orElseThrow();
      }
      byte[] bytes = Files.readAllBytes(model);
      bytes[bytes.length / 2] ^= 1;
      Files.write(model, bytes);
      hearth("models verify mine").assertRefused(model.getFileName().toString(), "SHA-256");
      hearth("models add other --encoder models/hearth-sam.encoder.onnx")
          .assertRefused("--decoder");
    } finally {
      if (before == null) {
        System.clearProperty("hearth.home");
      } else {
        System.setProperty("hearth.home", before);
      }
    }
  }
}
