package hearth.pipeline;

import hearth.geo.DataIssue;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.store.TileRecord;
import hearth.store.TileState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the ledger says of a run's tiles at one moment. */
final class TileLedger {
  private final List<TileRecord> rows;
  private final Map<String, TileRecord> byName = new HashMap<>();

  /**
   * @param rows by row, then column
   */
  TileLedger(List<TileRecord> rows) {
    this.rows = rows;
    rows.forEach(r -> byName.put(r.name(), r));
  }

  List<TileRecord> rows() {
    return rows;
  }

  /** Tiles that are neither done nor without imagery, in the lattice's order. */
  List<Tile> todo(TileLattice lattice) {
    return byName.isEmpty()
        ? lattice.tiles()
        : lattice.tiles().stream().filter(t -> !isDone(t)).toList();
  }

  private boolean isDone(Tile tile) {
    TileRecord row = byName.get(tile.name());
    return row != null && row.state() != TileState.FAILED;
  }

  /** How often a tile was tried. */
  int attempts(Tile tile) {
    TileRecord row = byName.get(tile.name());
    return row == null ? 0 : row.attempts();
  }

  /** Hands on what was repaired or left out in the tiles. */
  void issues(Consumer<DataIssue> consumer) {
    rows.forEach(r -> r.issues().forEach(consumer));
  }

  int done() {
    return (int) rows.stream().filter(r -> r.state() != TileState.FAILED).count();
  }

  /** The same as figures, whoever did the tiles. */
  TileStage.Summary summary(TileLattice lattice, int workers) {
    StageSeconds seconds = StageSeconds.ZERO;
    for (TileRecord row : rows) {
      seconds = seconds.plus(StageSeconds.of(row.seconds()));
    }
    return new TileStage.Summary(
        workers,
        done(),
        (int) rows.stream().filter(r -> r.state() == TileState.EMPTY).count(),
        rows.stream()
            .filter(r -> r.state() == TileState.FAILED)
            .map(
                r ->
                    new TileOutcome.Failed(
                        lattice.tile(r.column(), r.row()), r.error(), r.attempts()))
            .toList(),
        seconds);
  }
}
