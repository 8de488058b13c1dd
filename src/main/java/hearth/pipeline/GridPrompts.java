package hearth.pipeline;

import hearth.geo.PixelWindow;
import hearth.geo.Tile;
import hearth.raster.ImageBlock;
import hearth.segment.AutomaticMasks;
import hearth.segment.PointPrompt;
import hearth.segment.PromptPoint;
import java.util.List;

/**
 * A grid of points over what a tile sees. Points in the halo are left to the neighbours that own
 * them, and points where the imagery shows nothing are not asked.
 */
record GridPrompts(AutomaticMasks masks) implements PromptFinder {
  @Override
  public void ask(ImageBlock block, Tile tile, TileQuestions questions) {
    PixelWindow window = tile.block();
    List<PointPrompt> points =
        masks.points(block.width(), block.height()).stream()
            .filter(
                prompt -> {
                  PromptPoint p = prompt.points().get(0);
                  int pixel = (int) p.y() * block.width() + (int) p.x();
                  return tile.core().contains(window.column() + p.x(), window.row() + p.y())
                      && block.valid()[pixel] != 0;
                })
            .toList();
    questions.askForEverything(points, masks);
  }
}
