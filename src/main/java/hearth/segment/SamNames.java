package hearth.segment;

import java.util.List;

/**
 * In what the members of SAM's family differ.
 *
 * @param embeddings what the encoder gives and the decoder takes, the image's embedding first
 * @param logits the decoder's output of low-resolution masks
 * @param pictureSize whether the decoder takes the picture's size
 * @param padded whether points alone need a padding point; other decoders add it themselves
 * @param batched whether an open axis of prompts means that several go through together
 * @param stretched whether whole pictures fill the square input instead of keeping their shape
 */
record SamNames(
    List<String> embeddings,
    String logits,
    boolean pictureSize,
    boolean padded,
    boolean batched,
    boolean stretched) {
  SamNames {
    embeddings = List.copyOf(embeddings);
  }
}
