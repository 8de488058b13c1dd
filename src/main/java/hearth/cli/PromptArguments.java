package hearth.cli;

import hearth.geo.InputException;
import hearth.pipeline.picture.ObjectPrompt;
import hearth.pipeline.picture.PlacedPicture;
import hearth.segment.BoxPrompt;
import hearth.segment.PointPrompt;
import hearth.segment.PromptPoint;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * Boxes and points in the order in which the command line gives them. Points before any box are one
 * object; each box begins another, and points after a box belong to it.
 */
final class PromptArguments {
  private final List<ObjectArgument> objects = new ArrayList<>();

  /** A box as written, or null for points alone, and its points as written. */
  private record ObjectArgument(String box, List<String> points) {}

  /**
   * @param text {@code x0,y0,x1,y1}
   */
  void addBox(String text) {
    objects.add(new ObjectArgument(text, new ArrayList<>()));
  }

  /**
   * @param text {@code x,y,1} on the object, {@code x,y,0} beside it
   */
  void addPoint(String text) {
    if (objects.isEmpty()) {
      objects.add(new ObjectArgument(null, new ArrayList<>()));
    }
    objects.get(objects.size() - 1).points().add(text);
  }

  boolean isEmpty() {
    return objects.isEmpty();
  }

  /**
   * The objects, in pixels of the picture.
   *
   * @param onMap whether the arguments are in the picture's reference system
   * @throws InputException for what is no box or point, and for a box of no area; for map
   *     coordinates of a picture that lies nowhere
   */
  List<ObjectPrompt> objects(PlacedPicture picture, boolean onMap) {
    List<ObjectPrompt> prompts = new ArrayList<>();
    for (ObjectArgument object : objects) {
      List<PromptPoint> points = new ArrayList<>();
      for (String text : object.points()) {
        points.add(point(text, picture, onMap));
      }
      prompts.add(
          object.box() == null
              ? new ObjectPrompt(new PointPrompt(points), "point")
              : new ObjectPrompt(box(object.box(), points, picture, onMap), "box"));
    }
    return prompts;
  }

  private static PromptPoint point(String text, PlacedPicture picture, boolean onMap) {
    double[] p = numbers("--point", text, "x,y,1 or x,y,0", 3);
    if (p[2] != 0 && p[2] != 1) {
      throw wrong("--point", text, "x,y,1 or x,y,0");
    }
    Coordinate at = onMap ? picture.toPixels(p[0], p[1]) : new Coordinate(p[0], p[1]);
    return new PromptPoint(at.x, at.y, p[2] == 1);
  }

  private static BoxPrompt box(
      String text, List<PromptPoint> points, PlacedPicture picture, boolean onMap) {
    double[] b = numbers("--box", text, "x0,y0,x1,y1", 4);
    Envelope given = new Envelope(b[0], b[2], b[1], b[3]);
    if (!(given.getArea() > 0)) {
      throw new InputException(
          "--box " + text + " has no area", "Give two opposite corners: x0,y0,x1,y1.");
    }
    Envelope pixels = onMap ? picture.toPixels(given) : given;
    return new BoxPrompt(
        pixels.getMinX(), pixels.getMinY(), pixels.getMaxX(), pixels.getMaxY(), points);
  }

  /** No picture and no reference system reaches farther. */
  private static final double FARTHEST = 1e12;

  private static double[] numbers(String option, String text, String form, int count) {
    String[] parts = text.split(",", -1);
    if (parts.length != count) {
      throw wrong(option, text, form);
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      try {
        numbers[i] = Double.parseDouble(parts[i].strip());
      } catch (NumberFormatException e) {
        throw wrong(option, text, form);
      }
      if (!(Math.abs(numbers[i]) < FARTHEST)) {
        throw wrong(option, text, form);
      }
    }
    return numbers;
  }

  private static InputException wrong(String option, String text, String form) {
    return new InputException(
        "'%s %s' is not understood".formatted(option, text),
        "Give %s, numbers with a comma between them.".formatted(form));
  }
}
