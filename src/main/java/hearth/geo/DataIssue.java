package hearth.geo;

import java.util.Objects;

/**
 * Something wrong in the data that did not stop the work: repaired, left out or taken as it is.
 *
 * <p>Issues are counted, kept with the tile or file they belong to, and listed in the report.
 *
 * @param code stable name in kebab case, for example {@code ring-repaired}
 * @param detail what was found and what was done, readable without the code
 * @param where file and feature, tile, or coordinates, so that it can be looked up
 * @param count things that it is about, at least 1
 */
public record DataIssue(String code, String detail, String where, int count) {
  public DataIssue {
    count = Math.max(1, count);
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(where, "where");
  }

  /** About one thing. */
  public DataIssue(String code, String detail, String where) {
    this(code, detail, where, 1);
  }
}
