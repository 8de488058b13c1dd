package hearth.segment;

import hearth.geo.InputException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a family of detectors lays out what it gives. The next family is another implementation in
 * {@link #ALL}.
 */
interface DetectorContract {
  /** Tried in this order. */
  List<DetectorContract> ALL =
      List.of(new YoloEnd2End(), new YoloV5(), new Yolo(), new YoloV7End2End(), new YoloNas());

  /** Tasks, as the notes of Ultralytics' exports name them, whose boxes can be read. */
  List<String> TASKS = List.of("detect", "segment");

  /** As the YAML's {@code layout} names it. */
  ModelLayout layout();

  /** Whether a file that gives this is of this family. */
  boolean matches(ModelIo io);

  /** Whether a file can be read so where its description says that it is of this family. */
  default boolean fits(ModelIo io) {
    return matches(io);
  }

  /** What files of this family give, for a message. */
  String expectation();

  /** Classes that the file tells apart; -1 where it does not say. */
  int classes(ModelIo io);

  /** Whether boxes still overlap, so that suppression is ours to do. */
  boolean overlaps(ModelIo io);

  /** Outputs that {@link #read} needs; the others are not asked for. */
  default List<TensorSpec> wanted(ModelIo io) {
    return io.outputs();
  }

  /** Input pixels that the longest side of a whole picture takes. */
  default int pictureSide(int inputSize) {
    return inputSize;
  }

  /**
   * Reads what came out.
   *
   * @param outputs of one run
   * @param least boxes of a lower or equal score are left out
   */
  Candidates read(ModelIo io, Outputs outputs, float least);

  /** The contract of a file, which must be the one the description names, if it does. */
  static DetectorContract of(ModelSpec spec, ModelIo io) {
    String task = io.metadata().getOrDefault("task", "detect");
    if (!TASKS.contains(task)) {
      // Keypoints and angles lie where this would look for class scores.
      throw new InputException(
          "model %s: its file says that its task is %s".formatted(spec.name(), task),
          "Export a model for one of: " + String.join(", ", TASKS) + ".");
    }
    for (DetectorContract contract : ALL) {
      boolean found =
          spec.layout().isPresent()
              ? spec.layout().get() == contract.layout() && contract.fits(io)
              : contract.matches(io);
      if (found && takesImage(io)) {
        return contract;
      }
    }
    throw Models.unknown(
        spec,
        Map.of("model", io),
        Stream.concat(
                ALL.stream()
                    .map(
                        c ->
                            "one image [1, 3, height, width], float32 or uint8; "
                                + c.expectation()),
                Stream.of(GroundingDino.EXPECTATION))
            .toList());
  }

  private static boolean takesImage(ModelIo io) {
    return io.inputs().size() == 1
        && io.inputs().get(0).rank() == 4
        && io.inputs().get(0).size(1) == 3
        && (io.inputs().get(0).isFloat() || io.inputs().get(0).type().equals("uint8"));
  }
}
