package hearth.pipeline;

import hearth.geo.DataIssue;
import hearth.geo.Tile;
import hearth.store.RunAttempt;
import hearth.store.TileRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Polygon;

/** Commits each tile's outcome: its ledger row and its detections in one transaction. */
final class TileSink implements Consumer<TileOutcome> {
  private static final int FIRST_ATTEMPT = 1;

  private final RunAttempt attempt;
  private final TilePlan plan;
  private final Consumer<DataIssue> issues;

  TileSink(RunAttempt attempt, TilePlan plan, Consumer<DataIssue> issues) {
    this.attempt = attempt;
    this.plan = plan;
    this.issues = issues;
  }

  @Override
  public void accept(TileOutcome outcome) {
    Tile tile = outcome.tile();
    Polygon bounds = plan.toRun().apply(plan.lattice().grid().outline(tile.core()));
    if (outcome instanceof TileOutcome.Failed failed) {
      attempt.commitTile(
          TileRecord.failed(tile.column(), tile.row(), FIRST_ATTEMPT, failed.cause(), bounds),
          List.of());
    } else if (outcome instanceof TileOutcome.Done done) {
      done.issues().forEach(issues);
      attempt.commitTile(
          done.imaged().isEmpty()
              ? TileRecord.empty(tile.column(), tile.row(), bounds)
              : TileRecord.done(
                  tile.column(),
                  tile.row(),
                  FIRST_ATTEMPT,
                  seconds(done.seconds()),
                  bounds,
                  done.imaged()),
          done.detections());
    }
  }

  private static Map<String, Double> seconds(StageSeconds s) {
    Map<String, Double> seconds = new TreeMap<>();
    seconds.put("read", s.read());
    seconds.put("detect", s.detect());
    seconds.put("encode", s.encode());
    seconds.put("decode", s.decode());
    seconds.put("vectorize", s.vectorize());
    return seconds;
  }
}
