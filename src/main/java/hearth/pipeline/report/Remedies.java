package hearth.pipeline.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** What a person can do about problems of a kind, by the code of the problem. */
final class Remedies {
  private static final String RESOURCE = "/hearth/report/remedies.properties";
  private static final Properties TEXTS = load();

  private Remedies() {}

  static Optional<String> of(String code) {
    return Optional.ofNullable(TEXTS.getProperty(code));
  }

  private static Properties load() {
    try (InputStream in = Remedies.class.getResourceAsStream(RESOURCE)) {
      Properties texts = new Properties();
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + RESOURCE, e);
    }
  }
}
