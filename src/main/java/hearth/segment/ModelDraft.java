package hearth.segment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a person says about a model that is added; everything but name and kind may be left open.
 *
 * @param layout told from the files when empty
 * @param inputSize only needed where the file leaves it open
 * @param groundResolution metres per pixel; 0.3 when empty
 * @param mean three numbers on the scale 0..255, or none
 * @param std three numbers on the scale 0..255, or none
 * @param classes names by class number; read from the file's notes when empty
 * @param replace whether a model of this name may be overwritten
 */
public record ModelDraft(
    String name,
    ModelKind kind,
    Optional<ModelLayout> layout,
    OptionalInt inputSize,
    OptionalDouble groundResolution,
    List<Double> mean,
    List<Double> std,
    List<String> classes,
    OptionalDouble scoreThreshold,
    OptionalDouble nmsIou,
    String licence,
    String attribution,
    boolean replace) {
  public ModelDraft {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    classes = List.copyOf(classes);
  }

  /** A description of files whose contents are not yet known. */
  ModelSpec spec(Map<String, ModelFile> files, Path folder) {
    List<Double> itsMean = mean.isEmpty() ? ModelYaml.defaultMean(kind) : mean;
    List<Double> itsStd = std.isEmpty() ? ModelYaml.defaultStd(kind) : std;
    ModelYaml.checkScale("model " + name, itsMean, itsStd);
    return new ModelSpec(
        name,
        kind,
        layout,
        files,
        inputSize,
        groundResolution.orElse(ModelYaml.DEFAULT_GROUND_RESOLUTION),
        itsMean,
        itsStd,
        classes,
        scoreThreshold.orElse(ModelYaml.DEFAULT_SCORE_THRESHOLD),
        nmsIou.orElse(ModelYaml.DEFAULT_NMS_IOU),
        OptionalDouble.empty(),
        licence,
        attribution,
        List.of(),
        Map.of(),
        Map.of(),
        folder);
  }

  /** The description under the files' final names, with what they say about themselves. */
  ModelSpec completed(ModelSpec trial, ModelDetails details) {
    Map<String, ModelFile> files = new TreeMap<>();
    trial
        .files()
        .forEach(
            (role, f) ->
                files.put(role, new ModelFile(ModelLibrary.fileName(this, role), f.sha256())));
    return new ModelSpec(
        name,
        kind,
        Optional.of(details.layout()),
        files,
        inputSize,
        trial.groundResolution(),
        details.mean(),
        details.std(),
        details.classes(),
        trial.scoreThreshold(),
        trial.nmsIou(),
        trial.maskScore(),
        licence,
        attribution,
        List.of(),
        Map.of(),
        Map.of(),
        trial.folder());
  }

  /** Nothing but a name and what it is for. */
  public static ModelDraft of(String name, ModelKind kind) {
    return new ModelDraft(
        name,
        kind,
        Optional.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        List.of(),
        List.of(),
        List.of(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "",
        "",
        false);
  }
}
