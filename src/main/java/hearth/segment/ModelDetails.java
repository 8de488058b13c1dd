package hearth.segment;

import java.util.List;
import java.util.Map;

/**
 * What a model's files say about themselves.
 *
 * @param layout the contract they follow
 * @param inputSize side of the input in pixels
 * @param classes names by class number, from the description or the file's notes; may be empty
 * @param mean of red, green and blue on the scale 0..255, as the model is given pixels: where that
 *     is not for a description to choose, its contract's
 * @param std likewise
 * @param files what each takes and gives, by role
 */
public record ModelDetails(
    ModelLayout layout,
    int inputSize,
    List<String> classes,
    List<Double> mean,
    List<Double> std,
    Map<String, ModelIo> files) {
  public ModelDetails {
    classes = List.copyOf(classes);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    files = Map.copyOf(files);
  }
}
