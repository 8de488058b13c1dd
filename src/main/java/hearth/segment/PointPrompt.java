package hearth.segment;

import java.util.List;

/** Points alone: at least one, all about the same object. */
public record PointPrompt(List<PromptPoint> points) implements Prompt {
  public PointPrompt {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a prompt without a point");
    }
  }

  /** One click on the object. */
  public static PointPrompt at(double x, double y) {
    return new PointPrompt(List.of(new PromptPoint(x, y, true)));
  }
}
