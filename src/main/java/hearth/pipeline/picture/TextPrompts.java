package hearth.pipeline.picture;

import hearth.geo.InputException;
import hearth.pipeline.Home;
import hearth.segment.DetectedBox;
import hearth.segment.Detector;
import hearth.segment.DetectorOptions;
import hearth.segment.Device;
import hearth.segment.Inference;
import hearth.segment.ModelLibrary;
import hearth.segment.ModelSpec;
import java.util.List;
import java.util.Optional;

/** Words to boxes in a picture, by a detector that understands words. */
public final class TextPrompts {
  private TextPrompts() {}

  /**
   * What a text names, the surest first; each is called by the phrase that fits it.
   *
   * @param text phrases with a full stop after each
   * @param detector name of a model
   * @param score least score of a box, over the model's own
   * @throws InputException for an unknown name, or a model that takes no text
   */
  public static List<ObjectPrompt> find(
      PlacedPicture picture,
      String text,
      String detector,
      Optional<Double> score,
      Device device,
      int threads,
      Home home) {
    ModelSpec spec = new ModelLibrary(List.of(home.models())).load(detector);
    try (Detector model =
        Detector.open(
            score.map(spec::withScoreThreshold).orElse(spec),
            new Inference(device, threads),
            DetectorOptions.ofText(text))) {
      return model.detectPicture(picture.picture().pixels()).stream()
          .map(TextPrompts::prompt)
          .toList();
    }
  }

  private static ObjectPrompt prompt(DetectedBox box) {
    return new ObjectPrompt(box.prompt(), box.label());
  }
}
