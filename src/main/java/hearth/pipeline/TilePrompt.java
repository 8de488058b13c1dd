package hearth.pipeline;

import hearth.pipeline.job.PromptSource;
import hearth.segment.BoxPrompt;
import hearth.segment.DetectedBox;
import hearth.segment.Prompt;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;

/**
 * An object to ask the segmenter about.
 *
 * @param prompt in pixels of the block
 * @param score the detector's; 1 for what a person or OSM gave; NaN where it is not known
 * @param label class that the detector gave; {@code building} for OSM; else the source
 * @param source where it came from
 */
record TilePrompt(Prompt prompt, double score, String label, PromptSource source) {
  static TilePrompt of(DetectedBox d) {
    return new TilePrompt(d.prompt(), d.score(), d.label(), PromptSource.DETECTOR);
  }

  /** Its box; empty for points alone. */
  Optional<Envelope> box() {
    return prompt instanceof BoxPrompt b
        ? Optional.of(new Envelope(b.x0(), b.x1(), b.y0(), b.y1()))
        : Optional.empty();
  }
}
