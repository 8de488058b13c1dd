package hearth.pipeline.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Codes in words. A code without words is shown as it is. */
final class Explanations {
  private static final String RESOURCE = "/hearth/report/explanations.properties";
  private static final Properties TEXTS = load();

  private Explanations() {}

  /** What a person can do about problems of a kind; empty when there is no advice. */
  static String remedy(String issueCode) {
    return TEXTS.getProperty("remedy." + issueCode, "");
  }

  /** How a unit's people were placed. */
  static String rule(String ruleCode) {
    return TEXTS.getProperty("rule." + ruleCode, ruleCode);
  }

  /** What a code of some kind means. */
  static String of(String kind, String code) {
    return TEXTS.getProperty(kind + "." + code, code);
  }

  private static Properties load() {
    try (InputStream in = Explanations.class.getResourceAsStream(RESOURCE)) {
      Properties texts = new Properties();
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + RESOURCE, e);
    }
  }
}
