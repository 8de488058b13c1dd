package hearth.pipeline;

import hearth.geo.Tile;
import hearth.raster.ImageBlock;
import java.util.Optional;

/** The detector's boxes as prompts. Owns the view. */
final class DetectorPrompts implements PromptFinder {
  private final DetectorView view;
  private ImageBlock block;
  private ImageBlock seen;

  DetectorPrompts(DetectorView view) {
    this.view = view;
  }

  @Override
  public Optional<ImageBlock> view(ImageBlock given, Tile tile) {
    if (block != given) {
      seen = view.view(given, tile.block());
      block = given;
    }
    return Optional.of(seen);
  }

  @Override
  public void ask(ImageBlock given, Tile tile, TileQuestions questions) {
    ImageBlock pixels = view(given, tile).orElseThrow();
    questions.ask(view.detect(pixels, tile.block()).stream().map(TilePrompt::of).toList());
  }

  @Override
  public void close() {
    view.close();
  }
}
