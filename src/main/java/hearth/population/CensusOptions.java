package hearth.population;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the census figures are.
 *
 * @param file any vector file that OGR reads
 * @param populationField the column with the figure
 * @param idField the column with the unit's id; empty: the number of the feature in the file
 * @param layer the layer; empty: the file's only one
 */
public record CensusOptions(
    String file, String populationField, Optional<String> idField, Optional<String> layer) {
  public CensusOptions {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(populationField, "populationField");
    Objects.requireNonNull(idField, "idField");
    Objects.requireNonNull(layer, "layer");
  }

  /** The only layer of a file, with an id column. */
  public static CensusOptions of(String file, String populationField, String idField) {
    return new CensusOptions(file, populationField, Optional.ofNullable(idField), Optional.empty());
  }
}
