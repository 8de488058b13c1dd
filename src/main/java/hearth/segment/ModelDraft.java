package hearth.segment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a person says about a model that is added; everything but name and kind may be left open.
 *
 * @param layout told from the files when empty
 * @param inputSize only needed where the file leaves it open
 * @param groundResolution metres per pixel; {@link ModelLibrary} states the default
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
