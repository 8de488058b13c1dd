package hearth.pipeline;

import hearth.geo.Affine;
import hearth.geo.CrsTransform;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.pipeline.job.PromptSource;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorField;
import hearth.raster.vector.VectorLayer;
import hearth.segment.PointPrompt;
import hearth.segment.PromptPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Puntal;

/**
 * Reads the points of a layer, in any reference system, as objects. A column {@code label} tells
 * points on an object (1) from points beside it (0); without one all are on objects. Points of
 * equal value in a column {@code object} are about one object; without a value each feature with a
 * point on an object is one.
 */
final class PointLayer {
  private static final String LABEL = "label";
  private static final String OBJECT = "object";

  private final String file;
  private final Grid grid;
  private final Consumer<DataIssue> issues;
  private final Map<String, Points> objects = new LinkedHashMap<>();

  /** The points of an object; the feature is that of the first on it, once there is one. */
  private static final class Points {
    final List<PromptPoint> points = new ArrayList<>();
    Feature feature;
    PromptPoint anchor;
  }

  private PointLayer(String file, Grid grid, Consumer<DataIssue> issues) {
    this.file = file;
    this.grid = grid;
    this.issues = issues;
  }

  /**
   * Reads a layer. The order of objects is that of their first feature.
   *
   * @param issues told of what is left out: features that are no points ({@code not-a-point}),
   *     points outside the imagery ({@code point-outside-imagery}), points beside an object that
   *     has none on it ({@code point-without-object})
   * @throws InputException for a label other than 1 and 0, and if no object is left
   */
  static GivenObjects read(String file, TilePlan plan, Consumer<DataIssue> issues) {
    try (VectorLayer layer = VectorLayer.open(file, null)) {
      PointLayer points = new PointLayer(file, plan.lattice().grid(), issues);
      CrsTransform toGrid = layer.crs().to(points.grid.crs());
      Optional<String> label = column(layer, LABEL);
      Optional<String> object = column(layer, OBJECT);
      for (Feature feature : layer.readAll(issues)) {
        points.add(feature, toGrid, label, object);
      }
      return new GivenObjects(PromptSource.POINTS, file, layer.fields(), points.items());
    }
  }

  /** A column by its name in any case: some formats write all names in capitals. */
  private static Optional<String> column(VectorLayer layer, String name) {
    return layer.fields().stream()
        .map(VectorField::name)
        .filter(n -> n.equalsIgnoreCase(name))
        .findFirst();
  }

  private void add(
      Feature feature, CrsTransform toGrid, Optional<String> label, Optional<String> object) {
    String where = GivenObjects.where(file, feature.fid());
    if (!(feature.geometry() instanceof Puntal) || feature.geometry().isEmpty()) {
      issues.accept(new DataIssue("not-a-point", "left out", where));
      return;
    }
    boolean foreground =
        label.map(l -> isForeground(feature.attributes().get(l), where)).orElse(true);
    Object name = object.map(o -> feature.attributes().get(o)).orElse(null);
    Affine toPixels = grid.affine().inverse();
    for (Coordinate c :
        toPixels.toJts().transform(toGrid.apply(feature.geometry())).getCoordinates()) {
      if (!grid.window().contains(c.x, c.y)) {
        issues.accept(new DataIssue("point-outside-imagery", "left out", where));
        continue;
      }
      String key = name == null ? "feature " + feature.fid() : "object " + name;
      Points points = objects.computeIfAbsent(key, k -> new Points());
      PromptPoint point = new PromptPoint(c.x, c.y, foreground);
      points.points.add(point);
      if (points.anchor == null || foreground && !points.anchor.foreground()) {
        points.anchor = point;
        points.feature = feature;
      }
    }
  }

  private static boolean isForeground(Object label, String where) {
    String text = String.valueOf(label).strip();
    return switch (text) {
      case "1", "1.0", "true" -> true;
      case "0", "0.0", "false" -> false;
      default ->
          throw new InputException(
              where + ": label is '" + text + "'",
              "Give 1 for a point on the object, 0 for one beside it.");
    };
  }

  private List<GivenObjects.Item> items() {
    List<GivenObjects.Item> items = new ArrayList<>();
    for (Points object : objects.values()) {
      if (object.anchor.foreground()) {
        items.add(
            new GivenObjects.Item(
                items.size(),
                object.feature.fid(),
                new PointPrompt(object.points),
                new Coordinate(object.anchor.x(), object.anchor.y()),
                Optional.empty(),
                object.feature.attributes()));
      } else {
        issues.accept(
            new DataIssue(
                "point-without-object",
                "no point on the object it lies beside; left out",
                GivenObjects.where(file, object.feature.fid())));
      }
    }
    if (items.isEmpty()) {
      throw new InputException(
          file + ": none of its features is a point on an object inside the imagery",
          "Give points where the imagery lies, with label 1 or without that column.");
    }
    return items;
  }
}
