package hearth.segment;

import hearth.raster.LogitMask;
import java.util.Objects;

/**
 * What a segmenter answers to one prompt.
 *
 * @param mask logits around the prompt, in block pixels. They are handed on as the model gave them:
 *     the vectorizer refuses and reports those that are not finite
 * @param predictedIou the model's own estimate of the mask's IoU; about 0..1, not clipped
 * @param stability IoU of the mask cut at logits +1 and -1 (stability score of SAM's automatic mask
 *     generator, offset 1), inside the cut; 0 where nothing reaches -1
 */
public record ScoredMask(LogitMask mask, double predictedIou, double stability) {
  public ScoredMask {
    Objects.requireNonNull(mask, "mask");
  }
}
