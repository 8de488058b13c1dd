package hearth.segment;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * In what the members of SAM's family differ.
 *
 * @param embeddings what the encoder gives and the decoder takes, the image's embedding first
 * @param coords the decoder's input of points
 * @param labels the decoder's input of what each point means
 * @param iou the decoder's output of predicted IoU
 * @param logits the decoder's output of low-resolution masks
 * @param mostTokens of one prompt that the decoder looks at
 * @param traits what holds for this family
 */
record SamNames(
    List<String> embeddings,
    String coords,
    String labels,
    String iou,
    String logits,
    int mostTokens,
    Set<Trait> traits) {
  /** The decoder looks at every token. */
  static final int ALL_TOKENS = Integer.MAX_VALUE;

  /** What may hold for a family. */
  enum Trait {
    /** The decoder takes the size of the picture. */
    PICTURE_SIZE,
    /** Points alone need a padding point; other decoders add it themselves. */
    PADDED,
    /** An open axis of prompts means that several go through together. */
    BATCHED,
    /** Prompts lie along the second axis, behind that of pictures. */
    NESTED,
    /** Labels are whole numbers of 64 bits. */
    WHOLE_NUMBER_LABELS,
    /** A box is a prompt. */
    BOXES,
    /** Logits of an earlier pass are a prompt. */
    MASKS,
    /** A padding point behind a box says that it is a guess. */
    GUESSES,
    /** Whole pictures fill the square input instead of keeping their shape. */
    STRETCHED,
    /** The encoder takes pixels in 0..1 and normalises them itself. */
    UNIT_PIXELS
  }

  SamNames {
    embeddings = List.copyOf(embeddings);
    traits = Set.copyOf(traits);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** The same, and one trait more. */
  SamNames with(Trait trait) {
    Set<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new SamNames(embeddings, coords, labels, iou, logits, mostTokens, more);
  }
}
