package hearth.store;

import hearth.geo.DataIssue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/**
 * A tile's row in the ledger.
 *
 * @param column place in the lattice
 * @param row place in the lattice
 * @param state what became of it
 * @param attempts how often it was tried, from 1
 * @param error cause of the last failure in words; empty when there was none
 * @param seconds seconds spent by stage, sorted by stage
 * @param bounds what the tile owns (its core), in the run's metric reference system
 * @param imaged what of it shows imagery, polygonal, maybe empty, in the same system
 * @param issues what was repaired or left out
 * @param pixels SHA-256 of the pixels it was made from; empty when not known
 */
public record TileRecord(
    int column,
    int row,
    TileState state,
    int attempts,
    String error,
    SortedMap<String, Double> seconds,
    Polygon bounds,
    Geometry imaged,
    List<DataIssue> issues,
    String pixels) {
  public TileRecord {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(bounds, "bounds");
    Objects.requireNonNull(imaged, "imaged");
    issues = List.copyOf(issues);
    Objects.requireNonNull(pixels, "pixels");
    seconds = Collections.unmodifiableSortedMap(new TreeMap<>(seconds));
  }

  public static TileRecord done(
      int column,
      int row,
      int attempts,
      Map<String, Double> seconds,
      Polygon bounds,
      Geometry imaged) {
    return new TileRecord(
        column,
        row,
        TileState.DONE,
        attempts,
        "",
        new TreeMap<>(seconds),
        bounds,
        imaged,
        List.of(),
        "");
  }

  /** A tile without imagery. */
  public static TileRecord empty(int column, int row, int attempts, Polygon bounds) {
    return new TileRecord(
        column,
        row,
        TileState.EMPTY,
        attempts,
        "",
        new TreeMap<>(),
        bounds,
        nothing(bounds),
        List.of(),
        "");
  }

  public static TileRecord failed(int column, int row, int attempts, String error, Polygon bounds) {
    return new TileRecord(
        column,
        row,
        TileState.FAILED,
        attempts,
        error,
        new TreeMap<>(),
        bounds,
        nothing(bounds),
        List.of(),
        "");
  }

  /** The same, with what it was made from and what was found wrong in it. */
  public TileRecord madeFrom(String pixels, List<DataIssue> issues) {
    return new TileRecord(
        column, row, state, attempts, error, seconds, bounds, imaged, issues, pixels);
  }

  /** For example {@code 3/12} (column/row), as {@code geo.Tile} names it. */
  public String name() {
    return column + "/" + row;
  }

  private static Geometry nothing(Polygon bounds) {
    return bounds.getFactory().createMultiPolygon();
  }
}
