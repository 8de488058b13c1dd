package hearth.segment;

import hearth.geo.InputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What segmenters and detectors share about files that are being opened. */
final class Models {
  private Models() {}

  static Map<String, ModelIo> io(Map<String, OnnxModel> models) {
    Map<String, ModelIo> io = new TreeMap<>();
    models.forEach((role, model) -> io.put(role, model.io()));
    return io;
  }

  /** Says what the files take and give, and what would have been understood. */
  static InputException unknown(
      ModelSpec spec, Map<String, ModelIo> files, List<String> expectations) {
    StringBuilder what =
        new StringBuilder("model " + spec.name() + ": its files follow no known contract");
    spec.layout().ifPresent(l -> what.append(" of layout ").append(l.key()));
    files.forEach((role, io) -> what.append("\n  ").append(role).append(' ').append(io));
    return new InputException(
        what.toString(), "Expected one of:\n    " + String.join("\n    ", expectations));
  }

  /**
   * Side of a square input of 3 channels.
   *
   * @param image {@code [1, 3, height, width]}, or without its first axis; open sizes are taken
   *     from the description, else {@code otherwise}
   */
  static int inputSize(ModelSpec spec, TensorSpec image, int otherwise) {
    int[] sides = new int[2];
    for (int i = 0; i < 2; i++) {
      long side = image.size(image.rank() - 2 + i);
      sides[i] = side > 0 ? (int) side : spec.inputSize().orElse(otherwise);
      if (sides[i] <= 0) {
        throw new InputException(
            "model " + spec.name() + ": its file leaves the size of " + image + " open",
            "Say input-size in " + spec.name() + ".yaml.");
      }
      if (side > 0 && spec.inputSize().isPresent() && spec.inputSize().getAsInt() != side) {
        throw new InputException(
            "model %s: input-size is %d, but its file takes %s"
                .formatted(spec.name(), spec.inputSize().getAsInt(), image),
            "Take input-size out of " + spec.name() + ".yaml: it is read from the file.");
      }
    }
    if (sides[0] != sides[1]) {
      throw new InputException(
          "model " + spec.name() + ": its input is not square, " + image,
          "Export it with equal width and height.");
    }
    return sides[0];
  }
}
