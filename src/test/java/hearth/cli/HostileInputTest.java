package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import hearth.raster.Gdal;
import hearth.store.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hostile corpus: each entry of {@code hostile/manifest.yaml} is refused with a message,
 * without a stack trace, in time and in little memory, and does nothing else.
 */
class HostileInputTest {
  private static final Path MANIFEST = Path.of("src/test/resources/hostile/manifest.yaml");
  private static final String IMAGERY =
      Path.of("data-samples/banepa/imagery.tif").toAbsolutePath().toString();
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long MOST_BYTES = 1L << 30;

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir Path folder;

  @BeforeAll
  static void initialise() {
    Gdal.initialise();
  }

  /** A home of its own: models are added to it, and looked up in it. */
  @BeforeEach
  void makeHome() throws IOException {
    Path models = Files.createDirectories(folder.resolve("home/models"));
    try (Stream<Path> files = Files.list(Path.of("scripts/bench/small-model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, models.resolve(file.getFileName()));
      }
    }
    System.setProperty("hearth.home", folder.resolve("home").toString());
  }

  @AfterEach
  void leaveHome() {
    System.clearProperty("hearth.home");
  }

  /** An entry, named by its id. */
  private record Entry(String id, JsonNode node) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    new YAMLMapper()
        .readTree(MANIFEST.toFile())
        .forEach(node -> entries.add(new Entry(node.get("id").asText(), node)));
    return entries.stream();
  }

  @Test
  void theCorpusIsLargeAndItsNamesDiffer() throws IOException {
    List<String> ids = entries().map(Entry::id).toList();
    assertTrue(ids.size() >= 100, ids.size() + " entries");
    assertEquals(ids.size(), ids.stream().distinct().count());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("entries")
  void isRefusedWithAMessage(Entry entry) throws IOException {
    JsonNode node = entry.node();
    String given = node.has("value") ? filled(node.get("value").asText()) : file(node);
    List<String> command = command(node.get("with").asText(), given);
    long before = peakFromNow();
    Outcome outcome =
        assertTimeoutPreemptively(
            LONGEST, () -> Outcome.of(POSTGRES.environment(), command.toArray(String[]::new)));
    long grown = peakBytes() - before;

    String said = outcome.out() + outcome.err();
    assertEquals(node.get("status").asInt(), outcome.status(), said);
    for (JsonNode part : node.get("says")) {
      assertTrue(said.contains(filled(part.asText())), said);
    }
    assertFalse(said.contains("\tat ") || said.contains("Exception"), said);
    assertFalse(said.isBlank(), "it is not said why");
    assertTrue(said.length() < 20_000, said.length() + " characters");
    assertFalse(said.contains("\u001b["), "escape codes reach the terminal");
    assertTrue(grown < MOST_BYTES, (grown >> 20) + " MB");
    assertFalse(Files.exists(folder.resolve("owned")), "code of the file was run");
    assertFalse(Files.exists(folder.resolve("out")), "a folder for nothing");
  }

  private String file(JsonNode node) throws IOException {
    String name = filled(node.get("file").asText());
    boolean isModel = node.get("with").asText().equals("model");
    Path file = folder.resolve(isModel ? "home/models" : ".").resolve(name).normalize();
    if (node.has("text")) {
      Files.writeString(file, filled(node.get("text").asText()));
    } else {
      HostileFiles.make(node.get("make").asText(), file);
    }
    return file.toString();
  }

  private String filled(String text) {
    return text.replace("${folder}", folder.toString())
        .replace("${imagery}", IMAGERY)
        .replace("${long}", "a".repeat(200))
        .replace("${10000}", "a".repeat(10_000));
  }

  /** The command line in which something is given. */
  private List<String> command(String with, String given) throws IOException {
    return switch (with) {
      case "imagery" -> run("--imagery", given);
      case "surface" -> run("--imagery", IMAGERY, "--surface", given, "--terrain", given);
      case "osm" -> run("--imagery", IMAGERY, "--osm", given);
      case "job" -> List.of("run", given, "--out", out(), "--quiet");
      case "census" -> run("--imagery", IMAGERY, "--census", given, "--population-field", "people");
      case "field" -> run("--imagery", IMAGERY, "--census", census(), "--population-field", given);
      case "layer" ->
          run(
              "--imagery",
              IMAGERY,
              "--census",
              census(),
              "--population-field",
              "population",
              "--census-layer",
              given);
      case "segmenter" ->
          List.of("run", "--imagery", IMAGERY, "--segmenter", given, "--out", out(), "--quiet");
      case "name" -> run("--imagery", IMAGERY, "--name", given);
      case "cell" -> run("--imagery", IMAGERY, "--cell", given);
      case "grid-crs" -> run("--imagery", IMAGERY, "--grid-crs", given);
      case "workers" -> run("--imagery", IMAGERY, "--workers", given);
      case "db" -> run("--imagery", IMAGERY, "--db", given);
      case "out" ->
          List.of(
              "run",
              "--segmenter",
              "small-sam",
              "--detector",
              "small-yolo",
              "--imagery",
              IMAGERY,
              "--out",
              given);
      case "picture" -> List.of("prompt", given, "--segmenter", "small-sam", "--box", "1,1,9,9");
      case "box" -> List.of("prompt", IMAGERY, "--segmenter", "small-sam", "--box", given);
      case "model" -> List.of("models", "show", "m");
      case "add-model" -> List.of("models", "add", "hostile", "--detector", given);
      case "run-id" -> List.of("runs", "show", given);
      default -> throw new IllegalArgumentException(with);
    };
  }

  private List<String> run(String... more) {
    List<String> command = new ArrayList<>(List.of("run", "--out", out(), "--quiet"));
    command.addAll(List.of("--segmenter", "small-sam", "--detector", "small-yolo"));
    command.addAll(List.of(more));
    return command;
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  private static String census() {
    return Path.of("data-samples/banepa/census.gpkg").toAbsolutePath().toString();
  }

  /** Lets the system count the peak of memory anew (clear_refs in proc(5)); the present size. */
  private static long peakFromNow() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // Not allowed here: then the peak of all entries so far counts.
    }
    return peakBytes();
  }

  private static long peakBytes() {
    return (long) hearth.pipeline.PeakMemory.bytes();
  }
}
