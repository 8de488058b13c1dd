package hearth.segment;

import java.util.List;

/**
 * What a segmenter is asked about: one object. Coordinates are block pixels, (0, 0) the outer
 * corner of the block's first pixel.
 */
public sealed interface Prompt permits BoxPrompt, PointPrompt {
  /** Points on the object or beside it; may be empty for a box. */
  List<PromptPoint> points();
}
