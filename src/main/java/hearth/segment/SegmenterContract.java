package hearth.segment;

import hearth.geo.InputException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a family of segmenters lays out its inputs and outputs. A file's contract is told by the
 * names and shapes in it, never by the file's name. The next family is another implementation in
 * {@link #ALL}.
 */
interface SegmenterContract {
  /** Tried in this order. */
  List<SegmenterContract> ALL =
      List.of(
          new SamContract(),
          new Sam2Contract(),
          new OptimumSamContract(),
          new EfficientSamContract(),
          new Sam3Contract());

  /** As the YAML's {@code layout} names it. */
  ModelLayout layout();

  /** Whether files with these inputs and outputs, by role, are of this family. */
  boolean matches(Map<String, ModelIo> files);

  /** The outputs of a file that are asked for; empty for all. */
  default Set<String> outputs(String role) {
    return Set.of();
  }

  /** What files of this family take and give, for a message. */
  String expectation();

  /**
   * Makes a segmenter that owns the models.
   *
   * @throws InputException if the files do not fit each other or the description
   */
  Segmenter open(ModelSpec spec, Map<String, OnnxModel> models, SegmenterOptions options);

  /**
   * By what the pixels 0..255 are divided, and no more, for a model that normalises them itself, so
   * that mean and standard deviation are not for a description to choose; empty for another.
   */
  default OptionalDouble ownScale() {
    return OptionalDouble.empty();
  }

  static Segmenter open(ModelSpec spec, Inference inference, SegmenterOptions options) {
    if (spec.kind() != ModelKind.SEGMENTER) {
      throw new InputException(
          "model " + spec.name() + " is a " + spec.kind().key() + ", not a segmenter",
          "Name a segmenter.");
    }
    Map<String, OnnxModel> models = new TreeMap<>();
    try {
      for (String role : ModelRoles.onnx(spec.files().keySet())) {
        models.put(role, OnnxModel.open(spec, role, inference));
      }
      SegmenterContract contract = of(spec, Models.io(models));
      for (String role : List.copyOf(models.keySet())) {
        Set<String> outputs = contract.outputs(role);
        if (!outputs.isEmpty()) {
          models
              .get(role)
              .keeping(outputs, spec, role, inference)
              .ifPresent(smaller -> models.put(role, smaller).close());
        }
      }
      return contract.open(spec, models, options);
    } catch (RuntimeException e) {
      models.values().forEach(OnnxModel::close);
      throw e;
    }
  }

  /** The contract of a model's files, which must be the one its description names, if it does. */
  static SegmenterContract of(ModelSpec spec, Map<String, ModelIo> files) {
    for (SegmenterContract contract : ALL) {
      if (spec.layout().map(l -> l == contract.layout()).orElse(true) && contract.matches(files)) {
        return contract;
      }
    }
    throw Models.unknown(spec, files, ALL.stream().map(SegmenterContract::expectation).toList());
  }
}
