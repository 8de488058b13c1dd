package hearth.segment;

import java.util.Locale;

/** What a model is for. */
public enum ModelKind {
  /** Finds boxes. */
  DETECTOR,
  /** Turns prompts into masks. */
  SEGMENTER;

  /** As the model's YAML names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
