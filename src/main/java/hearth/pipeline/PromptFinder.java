package hearth.pipeline;

import hearth.geo.Tile;
import hearth.raster.ImageBlock;
import java.util.Optional;

/** One source of prompts, for one worker. */
interface PromptFinder extends AutoCloseable {
  /**
   * Finds the prompts of a tile and asks about them.
   *
   * @param block what the tile sees
   */
  void ask(ImageBlock block, Tile tile, TileQuestions questions);

  /** Pixels that it looks at in place of the block: the same ground at its own resolution. */
  default Optional<ImageBlock> view(ImageBlock block, Tile tile) {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
