package hearth.segment;

import java.util.List;
import java.util.Map;

/**
 * What a model's files say about themselves.
 *
 * @param layout the contract they follow
 * @param inputSize side of the input in pixels
 * @param classes names by class number, from the description or the file's notes; may be empty
 * @param normalisesItself whether pixels go in as they are, whatever mean and std say
 * @param files what each takes and gives, by role
 */
public record ModelDetails(
    ModelLayout layout,
    int inputSize,
    List<String> classes,
    boolean normalisesItself,
    Map<String, ModelIo> files) {
  public ModelDetails {
    classes = List.copyOf(classes);
    files = Map.copyOf(files);
  }
}
