package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server of the test's own on the loopback address. */
@Timeout(60)
class ModelPullTest {
  private static final Path MODEL = Samples.RESOURCES.resolve("yolo.onnx");

  @TempDir Path place;
  private HttpServer server;
  private byte[] content;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private volatile int breaks;
  private volatile boolean knowsRanges = true;

  @BeforeEach
  void serve() throws IOException {
    content = Files.readAllBytes(MODEL);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/tiny.onnx", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /**
   * The rest from where the range begins. As often as it is told to, it stops sending half-way and
   * leaves the connection open: the stall of a server that has died without a word.
   */
  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = 0;
    if (range != null && knowsRanges) {
      from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
    boolean broken = breaks-- > 0;
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(rest, 0, broken ? rest.length / 2 : rest.length);
      out.flush();
    } catch (IOException e) {
      assertTrue(broken, "only a break leaves bytes unsent");
    }
    exchange.close();
  }

  private Catalogue catalogue(String file, String url, String sha256) throws IOException {
    Path yaml = place.resolve("catalogue.yaml");
    Files.writeString(
        yaml,
        """
        models:
          - name: tiny
            kind: detector
            files:
              model: {file: '%s', url: '%s', bytes: %d, sha256: '%s'}
            licence: CC0-1.0
        """
            .formatted(file, url, content.length, sha256));
    return Catalogue.read(yaml);
  }

  private Catalogue catalogue() throws IOException {
    return catalogue("tiny.onnx", address("tiny.onnx"), ModelFiles.sha256(MODEL));
  }

  private String address(String file) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
  }

  private ModelLibrary library() {
    return new ModelLibrary(List.of(place.resolve("models")), Duration.ofMillis(300));
  }

  private List<String> files() throws IOException {
    if (!Files.exists(place.resolve("models"))) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(place.resolve("models"))) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aModelIsPulledVerifiedAndReady() throws IOException {
    ModelSpec pulled = library().pull(catalogue(), "tiny", false);
    assertEquals(List.of("tiny.onnx", "tiny.yaml"), files());
    assertEquals(pulled, library().load("tiny"));
    assertEquals("CC0-1.0", pulled.licence());
    Detector.open(pulled, Samples.inference()).close();
    Catalogue again = catalogue();
    assertThrows(InputException.class, () -> library().pull(again, "tiny", false));
    library().pull(again, "tiny", true);
  }

  @Test
  void aBreakInTheMiddleIsGoneOnFrom() throws IOException {
    breaks = 2;
    library().pull(catalogue(), "tiny", false);
    assertEquals(List.of("tiny.onnx", "tiny.yaml"), files());
    assertArrayEquals(content, Files.readAllBytes(place.resolve("models/tiny.onnx")));
    assertEquals("null", ranges.get(0));
    assertTrue(ranges.get(1).startsWith("bytes="), ranges.toString());
    assertEquals(3, ranges.size());
  }

  @Test
  void whatAnEarlierPullLeftIsUsed() throws IOException {
    Files.createDirectories(place.resolve("models"));
    Files.write(place.resolve("models/tiny.onnx.download"), Arrays.copyOf(content, 1000));
    library().pull(catalogue(), "tiny", false);
    assertEquals(List.of("bytes=1000-"), ranges);
    assertArrayEquals(content, Files.readAllBytes(place.resolve("models/tiny.onnx")));
  }

  @Test
  void aServerThatKnowsNoRangesSendsAllAgain() throws IOException {
    knowsRanges = false;
    Files.createDirectories(place.resolve("models"));
    Files.write(place.resolve("models/tiny.onnx.download"), Arrays.copyOf(content, 1000));
    library().pull(catalogue(), "tiny", false);
    assertArrayEquals(content, Files.readAllBytes(place.resolve("models/tiny.onnx")));
  }

  @Test
  void aConnectionThatKeepsBreakingIsAnErrorThatKeepsWhatCame() throws IOException {
    breaks = 100;
    Catalogue catalogue = catalogue();
    InputException e =
        assertThrows(InputException.class, () -> library().pull(catalogue, "tiny", false));
    assertTrue(e.getMessage().contains("cannot be downloaded"), e.getMessage());
    assertEquals(List.of("tiny.onnx.download"), files());
  }

  @Test
  void anotherChecksumInstallsNothing() throws IOException {
    Catalogue wrong = catalogue("tiny.onnx", address("tiny.onnx"), "0".repeat(64));
    InputException e =
        assertThrows(InputException.class, () -> library().pull(wrong, "tiny", false));
    assertTrue(e.getMessage().contains("but the catalogue says 000"), e.getMessage());
    assertEquals(List.of(), files());
  }

  @Test
  void moreBytesThanListedAreRefused() throws IOException {
    Catalogue catalogue = catalogue();
    content = Arrays.copyOf(content, content.length + 100_000);
    InputException e =
        assertThrows(InputException.class, () -> library().pull(catalogue, "tiny", false));
    assertTrue(e.getMessage().contains("larger than the"), e.getMessage());
    assertEquals(List.of(), files());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../tiny.onnx", "/tmp/tiny.onnx", "tiny./../../x.onnx", "other.onnx", "tiny.yaml"})
  void noFileOutsideTheFolderOrOfAnotherModelIsWritten(String file) throws IOException {
    Catalogue escape = catalogue(file, address("tiny.onnx"), ModelFiles.sha256(MODEL));
    InputException e =
        assertThrows(InputException.class, () -> library().pull(escape, "tiny", false));
    assertTrue(e.getMessage().contains("cannot be written to"), e.getMessage());
    assertEquals(List.of(), ranges);
    assertEquals(List.of(), files());
  }

  @Test
  void onlyTheWebIsAskedAndAMissingFileIsSaid() throws IOException {
    String sum = ModelFiles.sha256(MODEL);
    Catalogue local = catalogue("tiny.onnx", MODEL.toUri().toString(), sum);
    assertThrows(InputException.class, () -> library().pull(local, "tiny", false));
    Catalogue gone = catalogue("tiny.onnx", address("gone.onnx"), sum);
    InputException e =
        assertThrows(InputException.class, () -> library().pull(gone, "tiny", false));
    assertTrue(e.getMessage().contains("the server answers 404"), e.getMessage());
    Catalogue any = catalogue();
    assertTrue(
        assertThrows(InputException.class, () -> library().pull(any, "tinny", false))
            .getMessage()
            .contains("no model \"tinny\""));
  }

  @Test
  void theCatalogueOfTheProgramIsOne() {
    assertEquals(List.of(), Catalogue.read(Path.of("models/catalogue.yaml")).names());
  }

  @Test
  void aModelIsRemovedWithItsFilesButNotThoseThatAnotherUses() throws IOException {
    library().add(ModelDraft.of("first", ModelKind.DETECTOR), Map.of("model", MODEL));
    Path folder = place.resolve("models");
    String yaml = Files.readString(folder.resolve("first.yaml"));
    Files.writeString(folder.resolve("second.yaml"), yaml.replace("name: first", "name: second"));
    library().remove("second");
    assertEquals(List.of("first.onnx", "first.yaml"), files());
    library().remove("first");
    assertEquals(List.of(), files());
    assertFalse(Files.exists(folder.resolve("first.yaml")));
    assertThrows(InputException.class, () -> library().remove("first"));
  }
}
