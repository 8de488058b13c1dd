package hearth.store;

import hearth.footprint.Building;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs in the database: begun, resumed, listed, read back, deleted. Thread-safe. */
public final class RunStore {
  private final Database database;

  public RunStore(Database database) {
    this.database = database;
  }

  /**
   * Begins a run anew. An unfinished attempt of the same id is dropped; a finished one stays
   * visible until the new one finishes. Refused while another process works on the id.
   */
  public RunAttempt begin(RunStart start) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Goes on with the unfinished attempt of an id; where there is none, but the finished run has
   * failed tiles, a new attempt takes over its other tiles. Anything else is refused.
   */
  public RunAttempt resume(String id) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** All attempts, the latest first. */
  public List<RunInfo> list() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The finished run of an id, else its unfinished attempt. */
  public Optional<RunInfo> show(String id) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Like {@link #show}, but an unknown id is refused, with the ids that there are. */
  public RunInfo require(String id) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The ledger of a run, by row, then column. */
  public List<TileRecord> tiles(RunInfo run) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Every candidate building of a run, by id, outlines in the run's reference system. */
  public void forEachBuilding(RunInfo run, Consumer<Building> consumer) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** As {@link #forEachBuilding}, as a list. */
  public List<Building> buildings(RunInfo run) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Deletes everything of an id, unfinished attempts too; refused while one is worked on. */
  public void delete(String id) {
    throw new UnsupportedOperationException("not built yet");
  }
}
