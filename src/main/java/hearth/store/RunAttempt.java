package hearth.store;

import hearth.footprint.Detection;
import hearth.geo.Crs;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run that is being worked on by this process and by no other. Methods may be called from several
 * threads.
 */
public final class RunAttempt implements AutoCloseable {
  RunAttempt() {}

  /** Public id. */
  public String id() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The database's own number of this attempt. */
  public long key() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The run's metric reference system. */
  public Crs crs() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Writes a tile's ledger row and its detections in one transaction; what an earlier try of the
   * same tile wrote is replaced.
   *
   * @param tile the ledger row
   * @param detections in the order in which they are to come back; none unless the tile is done
   */
  public void commitTile(TileRecord tile, List<Detection> detections) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The ledger so far, by row, then column. */
  public List<TileRecord> tiles() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * All detections so far, by tile row, tile column and the order within the tile, with outlines
   * bit for bit as they were given to {@link #commitTile}. They are streamed.
   */
  public void forEachDetection(Consumer<Detection> consumer) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** As {@link #forEachDetection}, as a list. */
  public List<Detection> detections() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Writes the result and makes the run the visible one of its id; the earlier finished run of the
   * same id goes in the same transaction. On an error nothing has changed.
   */
  public void finish(RunResult result) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Marks the run as failed; its tiles stay, so that it can be resumed. */
  public void fail(String reason) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Lets go of the run. It stays as it is: an unfinished one can be resumed. */
  @Override
  public void close() {}
}
