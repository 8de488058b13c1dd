package hearth.pipeline.job;

import hearth.geo.InputException;
import hearth.segment.AutomaticOptions;
import hearth.segment.Concept;
import java.util.List;
import java.util.Optional;

/**
 * What the segmenter is asked about.
 *
 * @param sources where prompts come from, at least one; of two prompts for one object that of the
 *     earlier source is asked
 * @param boxes layer of boxes, with source {@link PromptSource#BOXES} alone
 * @param points layer of points, with source {@link PromptSource#POINTS} alone
 * @param automatic grid of points and what is kept of its masks
 * @param concept what is to be found wherever it is, with source {@link PromptSource#TEXT} alone
 */
public record PromptOptions(
    List<PromptSource> sources,
    Optional<String> boxes,
    Optional<String> points,
    AutomaticOptions automatic,
    Optional<Concept> concept) {
  public PromptOptions {
    sources = List.copyOf(sources);
  }

  static PromptOptions of(JobValues v) {
    List<PromptSource> listed =
        v.list(JobKey.PROMPTS).stream().map(PromptSource::parse).distinct().toList();
    // OSM is among the default sources, and many jobs have no OSM file.
    List<PromptSource> sources =
        listed.stream().filter(s -> s != PromptSource.OSM || v.has(JobKey.OSM)).toList();
    if (sources.isEmpty()) {
      throw new InputException(
          "'prompts' leaves nothing to ask the segmenter about",
          "Give 'prompts: [detector]', or 'osm' with an OSM file.");
    }
    return new PromptOptions(
        sources,
        layer(v, JobKey.BOXES, sources, PromptSource.BOXES),
        layer(v, JobKey.POINTS, sources, PromptSource.POINTS),
        automatic(v),
        concept(v, sources));
  }

  private static Optional<Concept> concept(JobValues v, List<PromptSource> sources) {
    if (!sources.contains(PromptSource.TEXT)) {
      return Optional.empty();
    }
    if (sources.size() > 1) {
      throw new InputException(
          "'prompts: text' stands with other sources of prompts",
          "A segmenter that finds what words name has no answer to boxes and points: give"
              + " 'prompts: [text]' alone.");
    }
    return Optional.of(
        new Concept(
            Optional.of(v.required(JobKey.TEXT)),
            List.of(),
            v.share(JobKey.SCORE).orElse(Concept.USUAL_SCORE)));
  }

  public boolean has(PromptSource source) {
    return sources.contains(source);
  }

  /**
   * Whether boxes or points of one layer are the only prompts, so that each object can be answered
   * by one building, in the file's order.
   */
  public boolean isOneLayer() {
    return sources.size() == 1 && (boxes.isPresent() || points.isPresent());
  }

  /** Whether some of the prompts are boxes. */
  public boolean hasBoxes() {
    return has(PromptSource.DETECTOR) || has(PromptSource.OSM) || has(PromptSource.BOXES);
  }

  private static Optional<String> layer(
      JobValues v, JobKey key, List<PromptSource> sources, PromptSource source) {
    if (sources.contains(source)) {
      return Optional.of(v.required(key));
    }
    if (v.has(key)) {
      throw new InputException(
          "'%s' is given, but not among the prompts".formatted(key.path()),
          "Give 'prompts: [%s]' too.".formatted(source.key()));
    }
    return Optional.empty();
  }

  private static AutomaticOptions automatic(JobValues v) {
    AutomaticOptions defaults = AutomaticOptions.DEFAULT;
    return new AutomaticOptions(
        v.integer(JobKey.POINTS_PER_SIDE, 1).orElse(defaults.pointsPerSide()),
        v.share(JobKey.PREDICTED_IOU).orElse(defaults.predictedIouThreshold()),
        v.share(JobKey.STABILITY).orElse(defaults.stabilityThreshold()),
        v.share(JobKey.MASK_NMS).orElse(defaults.boxNmsIou()),
        0);
  }
}
