package hearth.pipeline;

import hearth.geo.Tile;
import hearth.raster.ImageBlock;

/** The detector's boxes as prompts. Owns the view. */
record DetectorPrompts(DetectorView view) implements PromptFinder {
  @Override
  public void ask(ImageBlock block, Tile tile, TileQuestions questions) {
    questions.ask(view.detect(block, tile.block()).stream().map(TilePrompt::of).toList());
  }

  @Override
  public void close() {
    view.close();
  }
}
