package hearth.pipeline;

import hearth.geo.InputException;
import hearth.pipeline.job.RunConfig;
import hearth.segment.Calibration;
import hearth.segment.Detector;
import hearth.segment.EmbeddingCache;
import hearth.segment.Inference;
import hearth.segment.InferenceClock;
import hearth.segment.ModelKind;
import hearth.segment.ModelLibrary;
import hearth.segment.ModelSpec;
import hearth.segment.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models of a run, loaded once and shared by all workers. */
final class OpenModels implements AutoCloseable {
  /**
   * Threads inside one call of a model. One, since several tiles are in work at once: then no
   * worker waits for another's threads, and the sums inside an operator are always split alike.
   */
  private static final int INTRA_OP_THREADS = 1;

  private final Segmenter segmenter;
  private final Optional<Detector> detector;
  private final InferenceClock clock;

  private OpenModels(Segmenter segmenter, Optional<Detector> detector, InferenceClock clock) {
    this.segmenter = segmenter;
    this.detector = detector;
    this.clock = clock;
  }

  /**
   * Verifies and loads what a job names.
   *
   * @throws InputException for an unknown name, a model of the wrong kind, a missing file or a
   *     checksum that does not match
   */
  static OpenModels open(RunConfig.Models config, RunConfig.Execution execution, Home home) {
    ModelLibrary library = new ModelLibrary(List.of(home.models()));
    ModelSpec segmenterSpec = load(library, config.segmenter(), ModelKind.SEGMENTER);
    Optional<ModelSpec> detectorSpec =
        config
            .detector()
            .map(name -> load(library, name, ModelKind.DETECTOR))
            .map(spec -> withThreshold(spec, config));

    Inference inference =
        new Inference(
            execution.device(),
            INTRA_OP_THREADS,
            execution.embeddings().map(c -> new EmbeddingCache(c.folder(), c.mostBytes())));
    Segmenter segmenter = Segmenter.open(segmenterSpec, inference, config.segmenterOptions());
    try {
      requireAnswers(segmenter, config);
      if (config.prompts().hasBoxes()) {
        segmenter.requireBoxes();
      }
      Optional<Detector> detector =
          detectorSpec.map(spec -> Detector.open(spec, inference, config.detectorOptions()));
      return new OpenModels(segmenter, detector, inference.clock());
    } catch (RuntimeException e) {
      segmenter.close();
      throw e;
    }
  }

  private static void requireAnswers(Segmenter segmenter, RunConfig.Models config) {
    if (config.prompts().concept().isEmpty()) {
      segmenter.requireObjects();
    } else if (!segmenter.findsConcepts()) {
      throw new InputException(
          "model " + config.segmenter() + " does not find what words name",
          "Name a segmenter that does, or a detector that understands words: --prompts detector"
              + " --text.");
    }
  }

  /** A model of a kind, by name. */
  static ModelSpec load(ModelLibrary library, String name, ModelKind kind) {
    ModelSpec spec = library.load(name);
    if (spec.kind() != kind) {
      throw new InputException(
          "model " + name + " is no " + kind.name().toLowerCase(java.util.Locale.ROOT),
          "'./hearth models list' tells which models there are.");
    }
    return spec;
  }

  private static ModelSpec withThreshold(ModelSpec spec, RunConfig.Models config) {
    return config
        .targetPrecision()
        .map(target -> thresholdFor(target, spec, config.segmenter()))
        .or(config::scoreThreshold)
        .map(spec::withScoreThreshold)
        .orElse(spec);
  }

  private static double thresholdFor(double precision, ModelSpec detector, String segmenter) {
    return Calibration.of(detector)
        .filter(c -> c.segmenter().equals(segmenter))
        .orElseThrow(
            () ->
                new InputException(
                    "model %s has no calibration with %s".formatted(detector.name(), segmenter),
                    "Give --score-threshold in place of --target-precision."))
        .scoreFor(precision, detector.name());
  }

  /** What the detector's scores are worth with this segmenter, where that is known. */
  Optional<Calibration> calibration() {
    return detector
        .flatMap(d -> Calibration.of(d.spec()))
        .filter(c -> c.segmenter().equals(segmenter.spec().name()));
  }

  Segmenter segmenter() {
    return segmenter;
  }

  Optional<Detector> detector() {
    return detector;
  }

  InferenceClock clock() {
    return clock;
  }

  /** Descriptions, the detector's first. */
  List<ModelSpec> specs() {
    List<ModelSpec> specs = new ArrayList<>();
    detector.ifPresent(d -> specs.add(d.spec()));
    specs.add(segmenter.spec());
    return specs;
  }

  @Override
  public void close() {
    segmenter.close();
    detector.ifPresent(Detector::close);
  }
}
