package hearth.segment;

import java.util.List;

/**
 * Which boxes of a detector are wanted.
 *
 * @param classes names of the classes to keep; empty: all
 * @param acrossClasses whether non-maximum suppression ignores classes; else each class is
 *     suppressed by itself
 */
public record DetectorOptions(List<String> classes, boolean acrossClasses) {
  /** Every class, each suppressed by itself. */
  public static final DetectorOptions DEFAULT = new DetectorOptions(List.of(), false);

  public DetectorOptions {
    classes = List.copyOf(classes);
  }
}
