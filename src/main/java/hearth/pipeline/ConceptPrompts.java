package hearth.pipeline;

import hearth.geo.Tile;
import hearth.raster.ImageBlock;
import hearth.segment.Concept;

/** Every instance of what words name, found by the segmenter itself. */
record ConceptPrompts(Concept concept) implements PromptFinder {
  @Override
  public void ask(ImageBlock block, Tile tile, TileQuestions questions) {
    questions.askForEvery(concept);
  }
}
