package hearth.raster.vector;

import java.util.Objects;

/**
 * A column of a vector layer.
 *
 * @param name as in the file
 * @param type type of its values
 */
public record VectorField(String name, FieldType type) {
  public VectorField {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }
}
