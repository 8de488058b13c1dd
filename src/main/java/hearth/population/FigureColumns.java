package hearth.population;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import hearth.raster.vector.VectorField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The columns with the figures: persons and groups, each a number, or missing. */
final class FigureColumns {
  /** What is a figure in a column of text; Java's own parser would also take {@code 12d}. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final String file;
  private final List<String> columns;
  private final List<String> bad = new ArrayList<>();

  /**
   * @param file for messages
   * @param options name the columns
   */
  FigureColumns(String file, CensusOptions options) {
    this.file = file;
    this.columns = new ArrayList<>();
    columns.add(options.populationField());
    columns.addAll(options.groups());
  }

  /** Refuses columns that are not there. */
  void require(String layer, List<VectorField> fields) {
    columns.forEach(column -> requireField(file, layer, fields, column));
  }

  static void requireField(String file, String layer, List<VectorField> fields, String column) {
    List<String> names = fields.stream().map(VectorField::name).toList();
    if (!names.contains(column)) {
      throw new InputException(
          "%s: layer '%s' has no field '%s'".formatted(file, layer, column),
          NearestName.hint(column, names));
    }
  }

  /**
   * The figures of a unit, persons first; NaN where one is missing, and where it is bad, which is
   * noted.
   */
  List<Double> read(String unit, Map<String, Object> attributes) {
    return columns.stream().map(column -> figure(unit, column, attributes.get(column))).toList();
  }

  /** The figures of a unit of which nothing is known. */
  List<Double> unknown() {
    return columns.stream().map(column -> Double.NaN).toList();
  }

  private double figure(String unit, String column, Object value) {
    if (value == null || value instanceof String s && s.isBlank()) {
      return Double.NaN;
    }
    if (!(value instanceof Number) && !NUMBER.matcher(value.toString().strip()).matches()) {
      note(unit, column, "'" + value + "'");
      return Double.NaN;
    }
    double number =
        value instanceof Number n ? n.doubleValue() : Double.parseDouble(value.toString().strip());
    if (number < 0 || Double.isInfinite(number)) {
      note(unit, column, CensusReader.text(value));
      return Double.NaN;
    }
    return number;
  }

  private void note(String unit, String column, String value) {
    String where = column.equals(columns.get(0)) ? unit : unit + " (" + column + ")";
    bad.add(where + ": " + value);
  }

  /** Refuses bad figures, naming every unit that has one. */
  void refuseBad() {
    if (!bad.isEmpty()) {
      throw new InputException(
          "%s: %d units whose '%s' is negative, infinite or no number: %s"
              .formatted(file, bad.size(), String.join("', '", columns), Names.listed(bad)),
          "Correct them, or leave the field empty where the figure is not known.");
    }
  }
}
