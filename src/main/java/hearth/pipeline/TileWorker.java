package hearth.pipeline;

import hearth.geo.Tile;

/** Processes tiles, one after the other, on one thread; holds what must not be shared. */
public interface TileWorker extends AutoCloseable {

  /**
   * Looks at one tile.
   *
   * @throws hearth.geo.InputException when this tile's data cannot be worked with; any other
   *     exception stops the run
   */
  TileOutcome process(Tile tile);

  @Override
  void close();
}
