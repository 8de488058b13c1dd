package hearth.segment;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import hearth.geo.InputException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Words to the numbers that a model knows them by, from the {@code tokenizer.json} of Hugging Face.
 * Thread-safe.
 *
 * <p>The library behind it (DJL) would report its use and knows an address to load from; it is told
 * to do neither, and finds its native code in its own jar.
 */
final class Tokenizer implements AutoCloseable {
  static {
    setUnlessSet("OPT_OUT_TRACKING", "true");
    setUnlessSet("ai.djl.offline", "true");
    setUnlessSet("RUST_FLAVOR", "cpu");
    if (System.getenv("DJL_CACHE_DIR") == null) {
      setUnlessSet("DJL_CACHE_DIR", dataFolder().resolve("djl").toString());
    }
  }

  private final HuggingFaceTokenizer tokenizer;

  private Tokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Verifies and reads the tokenizer of a model.
   *
   * @throws InputException if the file is missing, has another checksum, or is no tokenizer
   */
  static Tokenizer open(ModelSpec spec) {
    Path file = ModelFiles.verified(spec, ModelRoles.TOKENIZER);
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(
              file, Map.of("truncation", "false", "padding", "false")));
    } catch (Exception e) {
      // The native code throws whatever its reader finds.
      throw new InputException(
          "model %s: %s cannot be read as a tokenizer (%s)"
              .formatted(spec.name(), file.getFileName(), e.getMessage()),
          "Give the tokenizer.json that lies beside the model where it was published.",
          e);
    }
  }

  /** The numbers of a text's words, with those that mark its beginning and end. */
  long[] encode(String text) {
    return tokenizer.encode(text).getIds();
  }

  /** The words of numbers. */
  String decode(long[] ids) {
    return tokenizer.decode(ids);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static Path dataFolder() {
    String xdg = System.getenv("XDG_DATA_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(xdg);
    return base.resolve("hearth");
  }

  private static void setUnlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
