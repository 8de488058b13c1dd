package hearth.segment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which boxes of a detector are wanted.
 *
 * @param classes names of the classes to keep; empty: all
 * @param acrossClasses whether non-maximum suppression ignores classes; else each class is
 *     suppressed by itself
 * @param text what to look for, phrases with a full stop after each; for models that understand
 *     words
 * @param textThreshold score above which a word of the text belongs to a box
 */
public record DetectorOptions(
    List<String> classes, boolean acrossClasses, Optional<String> text, double textThreshold) {
  /** As GroundingDINO's own code has it. */
  public static final double DEFAULT_TEXT_THRESHOLD = 0.25;

  /** Every class, each suppressed by itself. */
  public static final DetectorOptions DEFAULT = new DetectorOptions(List.of(), false);

  public DetectorOptions {
    classes = List.copyOf(classes);
    Objects.requireNonNull(text, "text");
  }

  /** Without a text. */
  public DetectorOptions(List<String> classes, boolean acrossClasses) {
    this(classes, acrossClasses, Optional.empty(), DEFAULT_TEXT_THRESHOLD);
  }

  /** Every box of what a text names. */
  public static DetectorOptions ofText(String text) {
    return new DetectorOptions(List.of(), false, Optional.of(text), DEFAULT_TEXT_THRESHOLD);
  }
}
