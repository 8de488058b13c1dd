package hearth.pipeline;

import hearth.geo.Tile;
import hearth.raster.ImageBlock;

/** One source of prompts, for one worker. */
interface PromptFinder extends AutoCloseable {
  /**
   * Finds the prompts of a tile and asks about them.
   *
   * @param block what the tile sees
   */
  void ask(ImageBlock block, Tile tile, TileQuestions questions);

  @Override
  default void close() {}
}
