package hearth.pipeline;

import hearth.footprint.Detection;
import hearth.geo.Tile;
import hearth.store.RunAttempt;
import hearth.store.TileRecord;
import java.util.List;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Polygon;

/** Commits each tile's outcome: its ledger row and its detections in one transaction. */
final class TileSink implements Consumer<TileOutcome> {
  private final RunAttempt attempt;
  private final TilePlan plan;
  private final TileLedger earlier;
  private final Patience patience;

  /**
   * @param earlier what the ledger held before: attempts at a tile add up
   */
  TileSink(RunAttempt attempt, TilePlan plan, TileLedger earlier, Patience patience) {
    this.attempt = attempt;
    this.plan = plan;
    this.earlier = earlier;
    this.patience = patience;
  }

  @Override
  public void accept(TileOutcome outcome) {
    Tile tile = outcome.tile();
    int attempts = earlier.attempts(tile) + outcome.attempts();
    Polygon bounds = plan.ground(tile);
    if (outcome instanceof TileOutcome.Failed failed) {
      commit(
          TileRecord.failed(tile.column(), tile.row(), attempts, failed.cause(), bounds),
          List.of());
    } else if (outcome instanceof TileOutcome.Done done) {
      TileRecord record =
          done.imaged().isEmpty()
              ? TileRecord.empty(tile.column(), tile.row(), attempts, bounds)
              : TileRecord.done(
                  tile.column(),
                  tile.row(),
                  attempts,
                  done.seconds().toMap(),
                  bounds,
                  done.imaged());
      commit(record.madeFrom(done.pixels(), done.issues()), done.detections());
    }
  }

  private void commit(TileRecord record, List<Detection> detections) {
    patience.run(() -> attempt.commitTile(record, detections));
  }
}
