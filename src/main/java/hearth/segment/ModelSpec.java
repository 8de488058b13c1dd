package hearth.segment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A model's description: {@code NAME.yaml} in a model folder. {@link ModelLibrary} reads it.
 *
 * @param name as the job names it; the YAML's file name without its ending
 * @param kind detector or segmenter
 * @param layout how the numbers that go in and come out are laid out; told from the files where the
 *     YAML does not say
 * @param files by role: {@code model} for a detector and for a segmenter in one file, {@code
 *     encoder} and {@code decoder} for another, with {@code language} and {@code tokenizer} where
 *     it understands words
 * @param inputSize side of the input in pixels; only needed where the file leaves it open
 * @param groundResolution ground metres per pixel that the model wants
 * @param mean of red, green and blue on the scale 0..255, taken from each pixel
 * @param std of red, green and blue on the scale 0..255, by which the difference is divided
 * @param classes names by class number; may be empty
 * @param scoreThreshold least score of a box
 * @param nmsIou IoU above which the lower of two boxes of a class is dropped
 * @param maskScore least predicted IoU of a mask, where the model has a floor
 * @param licence of the weights
 * @param attribution line to show with results
 * @param trainingData what it was trained on
 * @param accuracy measured figures, as the YAML has them
 * @param calibration of scores, as the YAML has it
 * @param folder where the YAML and the files are
 */
public record ModelSpec(
    String name,
    ModelKind kind,
    Optional<ModelLayout> layout,
    Map<String, ModelFile> files,
    OptionalInt inputSize,
    double groundResolution,
    List<Double> mean,
    List<Double> std,
    List<String> classes,
    double scoreThreshold,
    double nmsIou,
    OptionalDouble maskScore,
    String licence,
    String attribution,
    List<String> trainingData,
    Map<String, Object> accuracy,
    Map<String, Object> calibration,
    Path folder) {
  public ModelSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(folder, "folder");
  }

  /** The same model with another least score of a box. */
  public ModelSpec withScoreThreshold(double threshold) {
    return new ModelSpec(
        name,
        kind,
        layout,
        files,
        inputSize,
        groundResolution,
        mean,
        std,
        classes,
        threshold,
        nmsIou,
        maskScore,
        licence,
        attribution,
        trainingData,
        accuracy,
        calibration,
        folder);
  }

  /** Checksums of its files, in order of role: what a run's id is made of. */
  public List<String> checksums() {
    return files.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> e.getValue().sha256())
        .toList();
  }
}
