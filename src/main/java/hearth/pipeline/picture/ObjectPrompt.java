package hearth.pipeline.picture;

import hearth.segment.Prompt;
import java.util.Objects;

/**
 * One object that is asked about.
 *
 * @param prompt in pixels of the picture, (0, 0) the outer corner of its first pixel
 * @param label what it is called in the result
 */
public record ObjectPrompt(Prompt prompt, String label) {
  public ObjectPrompt {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(label, "label");
  }
}
