package hearth.population;

import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.util.function.Consumer;

/** Census units from any vector layer, checked and brought to the run's reference system. */
public final class CensusReader {
  private CensusReader() {}

  /**
   * Reads and checks a census layer.
   *
   * @param options file, layer and columns
   * @param runCrs projected system the areas are brought to
   * @param issues gets what was repaired or is not known
   */
  public static Census read(CensusOptions options, Crs runCrs, Consumer<DataIssue> issues) {
    throw new UnsupportedOperationException("not built yet");
  }
}
