package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import hearth.raster.ImageBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingCacheTest {
  private static final List<Prompt> PROMPTS =
      List.of(new BoxPrompt(4, 4, 30, 24), PointPrompt.at(20, 20));

  @TempDir Path folder;

  private static ImageBlock block(int seed) {
    byte[] rgb = new byte[3 * 40 * 30];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 31 + seed);
    }
    return Samples.block(40, 30, rgb, null);
  }

  /** A segmenter that was opened anew, and how often its encoder ran. */
  private record Opened(Segmenter segmenter, InferenceClock clock) implements AutoCloseable {
    static Opened of(String encoder, EmbeddingCache cache) {
      Inference inference = new Inference(Device.CPU, 1, Optional.of(cache));
      ModelSpec spec = Samples.segmenter(Samples.RESOURCES, encoder, "sam-decoder.onnx");
      return new Opened(Segmenter.open(spec, inference), inference.clock());
    }

    List<ScoredMask> ask(ImageBlock block) {
      try (Embedding embedding = segmenter.encode(block)) {
        return segmenter.decode(embedding, PROMPTS);
      }
    }

    long encoded() {
      InferenceClock.Usage usage = clock.usage().get("test/encoder");
      return usage == null ? 0 : usage.runs();
    }

    @Override
    public void close() {
      segmenter.close();
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void assertSame(List<ScoredMask> expected, List<ScoredMask> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).mask().logits(), actual.get(i).mask().logits());
      assertEquals(expected.get(i).predictedIou(), actual.get(i).predictedIou());
    }
  }

  @Test
  void theSameTileCostsOnlyTheDecoderAndGivesTheSameBits() throws IOException {
    EmbeddingCache cache = new EmbeddingCache(folder);
    List<ScoredMask> first;
    try (Opened opened = Opened.of("sam-encoder.onnx", cache)) {
      first = opened.ask(block(1));
      assertEquals(1, opened.encoded());
      assertSame(first, opened.ask(block(1)));
      assertEquals(1, opened.encoded());
      opened.ask(block(2));
      assertEquals(2, opened.encoded(), "other pixels");
      opened.segmenter().encodePicture(block(1)).close();
      assertEquals(3, opened.encoded(), "resized otherwise");
    }
    try (Opened later = Opened.of("sam-encoder.onnx", new EmbeddingCache(folder))) {
      assertSame(first, later.ask(block(1)));
      assertEquals(0, later.encoded());
    }
    assertEquals(3, entries().size());
  }

  @Test
  void anotherModelHasEntriesOfItsOwn() {
    ImageBlock block = block(1);
    assertNotEquals(EmbeddingCache.key(block, "aa", "640"), EmbeddingCache.key(block, "ab", "640"));
    assertNotEquals(EmbeddingCache.key(block, "aa", "640"), EmbeddingCache.key(block, "aa", "512"));
    byte[] holes = block.valid().clone();
    holes[7] = 0;
    assertNotEquals(
        EmbeddingCache.key(block, "aa", "640"),
        EmbeddingCache.key(Samples.block(40, 30, block.rgb(), holes), "aa", "640"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "cut", "changed", "other"})
  void aDamagedEntryIsIgnoredAndWrittenAnew(String damage) throws IOException {
    EmbeddingCache cache = new EmbeddingCache(folder);
    try (Opened opened = Opened.of("sam-encoder.onnx", cache)) {
      List<ScoredMask> first = opened.ask(block(1));
      Path entry = entries().get(0);
      byte[] whole = Files.readAllBytes(entry);
      byte[] changed = whole.clone();
      changed[whole.length / 2] ^= 1;
      Files.write(
          entry,
          switch (damage) {
            case "empty" -> new byte[0];
            case "cut" -> java.util.Arrays.copyOf(whole, whole.length - 100);
            case "changed" -> changed;
            default -> "something else altogether, and long enough".getBytes();
          });
      assertSame(first, opened.ask(block(1)));
      assertEquals(2, opened.encoded());
      assertArrayEquals(whole, Files.readAllBytes(entry));
    }
  }

  @Test
  void whatWasNotUsedForLongestMakesRoom() throws IOException {
    EmbeddingCache unbounded = new EmbeddingCache(folder);
    try (Opened opened = Opened.of("sam-encoder.onnx", unbounded)) {
      opened.ask(block(1));
    }
    Path first = entries().get(0);
    long one = Files.size(first);
    Files.setLastModifiedTime(first, FileTime.fromMillis(1_000));
    EmbeddingCache two = new EmbeddingCache(folder, 2 * one);
    try (Opened opened = Opened.of("sam-encoder.onnx", two)) {
      opened.ask(block(2));
      Path second = entries().stream().filter(e -> !e.equals(first)).findFirst().orElseThrow();
      Files.setLastModifiedTime(second, FileTime.fromMillis(2_000));
      opened.ask(block(1)); // Used again.
      opened.ask(block(3));
      assertEquals(2, entries().size());
      assertTrue(Files.exists(first));
      assertTrue(Files.notExists(second));
    }
    EmbeddingCache none = new EmbeddingCache(folder, one - 1);
    none.put("0".repeat(64), Map.of());
    assertTrue(entries().size() <= 1);
  }

  @Test
  void aFolderThatCannotBeWrittenToIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    InputException e = assertThrows(InputException.class, () -> new EmbeddingCache(file));
    assertTrue(e.getMessage().contains("file: embeddings cannot be kept there"), e.getMessage());
  }
}
