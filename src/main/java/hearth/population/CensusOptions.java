package hearth.population;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the census figures are.
 *
 * @param file any vector file that OGR reads
 * @param populationField the column with the figure
 * @param idField the column with the unit's id; empty: the number of the feature in the file
 * @param layer the layer; empty: the file's only one
 * @param groups columns with figures of groups of the population
 * @param table where the figures are, if not in the layer itself; needs an id field
 * @param coarser larger units around these, from the finer to the coarser, with figures of their
 *     own: what is left of them goes to parts that have none
 */
public record CensusOptions(
    String file,
    String populationField,
    Optional<String> idField,
    Optional<String> layer,
    List<String> groups,
    Optional<Table> table,
    List<CensusOptions> coarser) {

  /**
   * Figures that are joined to the units.
   *
   * @param file CSV, or anything else that OGR reads as a table
   * @param key its column with the unit's id
   */
  public record Table(String file, String key) {
    public Table {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(key, "key");
    }
  }

  public CensusOptions {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(populationField, "populationField");
    Objects.requireNonNull(idField, "idField");
    Objects.requireNonNull(layer, "layer");
    groups = List.copyOf(groups);
    Objects.requireNonNull(table, "table");
    coarser = List.copyOf(coarser);
    if (table.isPresent() && idField.isEmpty()) {
      throw new IllegalArgumentException("a table is joined by the id of the units");
    }
  }

  /** One level of units with their figures, persons alone. */
  public CensusOptions(
      String file, String populationField, Optional<String> idField, Optional<String> layer) {
    this(file, populationField, idField, layer, List.of(), Optional.empty(), List.of());
  }

  /** The only layer of a file, with an id column. */
  public static CensusOptions of(String file, String populationField, String idField) {
    return new CensusOptions(file, populationField, Optional.ofNullable(idField), Optional.empty());
  }

  /** The same with figures of groups. */
  public CensusOptions withGroups(List<String> columns) {
    return new CensusOptions(file, populationField, idField, layer, columns, table, coarser);
  }

  /** The same with figures out of a table. */
  public CensusOptions joinedTo(Table figures) {
    return new CensusOptions(
        file, populationField, idField, layer, groups, Optional.of(figures), coarser);
  }

  /** The same within larger units, from the finer to the coarser. */
  public CensusOptions within(List<CensusOptions> levels) {
    return new CensusOptions(file, populationField, idField, layer, groups, table, levels);
  }

  /** All files that are read. */
  public List<String> files() {
    List<String> files = new ArrayList<>(List.of(file));
    table.ifPresent(t -> files.add(t.file()));
    coarser.forEach(c -> files.addAll(c.files()));
    return files;
  }
}
