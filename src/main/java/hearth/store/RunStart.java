package hearth.store;

import hearth.geo.Crs;
import hearth.geo.InputException;
import java.util.Objects;

/**
 * What is known of a run when it begins.
 *
 * @param id public id: name and 8 hex digits of the hash of job, models and inputs
 * @param name the job's name
 * @param job the job as JSON
 * @param codeVersion version of the program
 * @param models names and checksums of the models as JSON
 * @param inputs files and fingerprints as JSON
 * @param crs metric reference system of the run; needs an EPSG code
 */
public record RunStart(
    String id, String name, String job, String codeVersion, String models, String inputs, Crs crs) {
  /** An index entry of the database must hold it. */
  static final int LONGEST_ID = 500;

  public RunStart {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(codeVersion, "codeVersion");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(inputs, "inputs");
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw new InputException(
          "the run's name has " + id.length() + " characters",
          "Give a name of 1 to " + (LONGEST_ID - 9) + " characters.");
    }
    if (crs.isGeographic() || crs.epsg().isEmpty()) {
      throw new InputException(
          crs + " cannot be a run's metric reference system",
          "Give a projected system with an EPSG code, for example EPSG:32645.");
    }
  }

  int srid() {
    return crs.epsg().orElseThrow();
  }
}
