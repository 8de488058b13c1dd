package hearth.segment;

import java.util.List;
import java.util.Objects;

/**
 * An input or output of a model file.
 *
 * @param name as the file names it
 * @param type element type, such as {@code float32}
 * @param shape sizes; -1 where the file leaves one open
 */
public record TensorSpec(String name, String type, List<Long> shape) {
  public TensorSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
  }

  /** For example {@code image float32 [1, 3, ?, ?]}. */
  @Override
  public String toString() {
    return name
        + " "
        + type
        + " "
        + shape.stream().map(n -> n < 0 ? "?" : n.toString()).toList().toString();
  }
}
