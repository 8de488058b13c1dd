package hearth.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An input or output of a model file.
 *
 * @param name as the file names it
 * @param type element type, such as {@code float32}
 * @param shape sizes; -1 where the file leaves one open
 * @param axes names that the file gives to open sizes; empty where it gives none
 */
public record TensorSpec(String name, String type, List<Long> shape, List<String> axes) {
  public TensorSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = List.copyOf(shape);
    axes = List.copyOf(axes);
    if (axes.size() != shape.size()) {
      throw new IllegalArgumentException(shape + " with axes " + axes);
    }
  }

  boolean isFloat() {
    return type.equals("float32");
  }

  int rank() {
    return shape.size();
  }

  /** Size along an axis; -1 where it is open. */
  long size(int axis) {
    return shape.get(axis);
  }

  /** Whether both can have the same size along these axes. */
  boolean agrees(int axis, TensorSpec other, int otherAxis) {
    long a = size(axis);
    long b = other.size(otherAxis);
    return a < 0 || b < 0 || a == b;
  }

  /** For example {@code point_coords float32 [1, num_points, 2]}. */
  @Override
  public String toString() {
    List<String> sizes = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      String axis = axes.get(i).isEmpty() ? "?" : axes.get(i);
      sizes.add(shape.get(i) < 0 ? axis : shape.get(i).toString());
    }
    return name + " " + type + " " + sizes;
  }
}
