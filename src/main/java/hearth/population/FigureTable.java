package hearth.population;

import hearth.geo.DataIssue;
import hearth.geo.InputException;
import hearth.raster.vector.VectorLayer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Figures in a table of their own, joined to the units by their ids. What does not match is told
 * both ways: rows without a unit, units without a row.
 */
final class FigureTable {
  private final CensusOptions.Table table;
  private final FigureColumns columns;
  private final Map<String, List<Double>> rows = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> unitsWithoutRow = new ArrayList<>();

  private FigureTable(CensusOptions.Table table, FigureColumns columns) {
    this.table = table;
    this.columns = columns;
  }

  /**
   * Reads a table.
   *
   * @throws InputException for a column that is not there, keys that are missing or not unique, and
   *     figures that are none
   */
  static FigureTable read(CensusOptions.Table table, CensusOptions options) {
    FigureTable read = new FigureTable(table, new FigureColumns(table.file(), options));
    read.fill();
    return read;
  }

  private void fill() {
    List<String> twice = new ArrayList<>();
    List<String> withoutKey = new ArrayList<>();
    try (VectorLayer layer = VectorLayer.open(table.file(), null)) {
      columns.require(layer.name(), layer.fields());
      FigureColumns.requireField(table.file(), layer.name(), layer.fields(), table.key());
      layer.forEach(
          issue -> {},
          row -> {
            Object value = row.attributes().get(table.key());
            String key = value == null ? "" : CensusReader.text(value).strip();
            if (key.isEmpty()) {
              withoutKey.add("row " + row.fid());
            } else if (rows.put(key, columns.read(key, row.attributes())) != null) {
              twice.add(key);
            }
          });
    }
    columns.refuseBad();
    refuse(twice, "%s: %d keys are not unique in '%s': %s", "Give one row for each unit.");
    refuse(withoutKey, "%s: %d rows have no '%s': %s", "Give every row the id of its unit.");
  }

  private void refuse(List<String> found, String what, String remedy) {
    if (!found.isEmpty()) {
      throw new InputException(
          what.formatted(table.file(), found.size(), table.key(), Names.listed(found)), remedy);
    }
  }

  /** The figures of a unit; all unknown, and noted, where the table has no row for it. */
  List<Double> of(String unit) {
    List<Double> figures = rows.get(unit);
    if (figures == null) {
      unitsWithoutRow.add(unit);
      return columns.unknown();
    }
    used.add(unit);
    return figures;
  }

  /**
   * Tells what did not match, once all units were asked for.
   *
   * @throws InputException when nothing matches
   */
  void reportMismatches(Consumer<DataIssue> issues) {
    List<String> rowsWithoutUnit = rows.keySet().stream().filter(k -> !used.contains(k)).toList();
    if (used.isEmpty()) {
      throw new InputException(
          "%s: no '%s' is the id of a unit; keys are %s, ids are %s"
              .formatted(
                  table.file(),
                  table.key(),
                  Names.listed(rowsWithoutUnit.stream().limit(5).toList()),
                  Names.listed(unitsWithoutRow.stream().limit(5).toList())),
          "Check both columns, and whether one of them has lost leading zeros.");
    }
    unitsWithoutRow.forEach(
        unit ->
            issues.accept(
                new DataIssue(
                    "census-unit-without-row",
                    "no row of " + table.file() + " has its id: its population is unknown",
                    "unit " + unit)));
    rowsWithoutUnit.forEach(
        key ->
            issues.accept(
                new DataIssue(
                    "census-row-without-unit",
                    "no unit has this id: its %s persons are not placed"
                        .formatted(CensusReader.text(rows.get(key).get(0))),
                    "%s, %s %s".formatted(table.file(), table.key(), key))));
  }
}
