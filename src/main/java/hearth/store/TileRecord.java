package hearth.store;

import java.util.Collections;
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
 */
public record TileRecord(
    int column,
    int row,
    TileState state,
    int attempts,
    String error,
    SortedMap<String, Double> seconds,
    Polygon bounds,
    Geometry imaged) {
  public TileRecord {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(bounds, "bounds");
    Objects.requireNonNull(imaged, "imaged");
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
        column, row, TileState.DONE, attempts, "", new TreeMap<>(seconds), bounds, imaged);
  }

  /** A tile without imagery. */
  public static TileRecord empty(int column, int row, Polygon bounds) {
    return new TileRecord(
        column, row, TileState.EMPTY, 1, "", new TreeMap<>(), bounds, nothing(bounds));
  }

  public static TileRecord failed(int column, int row, int attempts, String error, Polygon bounds) {
    return new TileRecord(
        column, row, TileState.FAILED, attempts, error, new TreeMap<>(), bounds, nothing(bounds));
  }

  /** For example {@code 3/12} (column/row), as {@code geo.Tile} names it. */
  public String name() {
    return column + "/" + row;
  }

  private static Geometry nothing(Polygon bounds) {
    return bounds.getFactory().createMultiPolygon();
  }
}
