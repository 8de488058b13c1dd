package hearth.segment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be found wherever a picture shows it: named by words, by examples, or by both.
 *
 * @param text words; empty where the examples say it all
 * @param examples in pixels of the picture: a box is an instance, a point on or beside one stands
 *     for a small box around it
 * @param leastScore instances whose score is above it are found, in 0..1
 */
public record Concept(Optional<String> text, List<? extends Prompt> examples, double leastScore) {
  /** The least score where nobody says another. */
  public static final double USUAL_SCORE = 0.5;

  public Concept {
    Objects.requireNonNull(text, "text");
    examples = List.copyOf(examples);
    if (text.isEmpty() && examples.isEmpty()) {
      throw new IllegalArgumentException("a concept without words and examples");
    }
    if (!(leastScore >= 0 && leastScore <= 1)) {
      throw new IllegalArgumentException("least score " + leastScore);
    }
  }
}
