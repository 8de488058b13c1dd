package hearth.pipeline;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.geo.DataIssue;
import hearth.raster.vector.VectorField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One building for each object that somebody gave, in the file's order, with the attributes of its
 * box or of its first point.
 *
 * @param fields columns of the layer of boxes or points
 * @param rows in the order of the objects
 */
public record GivenBuildings(List<VectorField> fields, List<Row> rows) {
  /**
   * Prompt of a detection of which the segmenter saw nothing: its outline is the box that was
   * given, or empty for points.
   */
  static final String NO_MASK = "no-mask";

  /**
   * A building and the attributes of its object.
   *
   * @param building source {@code given} where its outline is the box itself
   * @param attributes by column of {@code fields}
   */
  public record Row(Building building, Map<String, Object> attributes) {}

  /**
   * Puts detections in the order of their objects. No seams are closed: each was asked about once.
   *
   * @param detections of {@link GivenObjectTask}, in any order
   * @param failed whether tiles failed: what they own has no building, and is named by them
   * @param finish finds out what else is to be known of buildings, in their order
   * @param issues told of objects where the imagery shows nothing ({@code box-outside-imagery},
   *     {@code point-outside-imagery})
   */
  static GivenBuildings of(
      GivenObjects objects,
      List<Detection> detections,
      boolean failed,
      UnaryOperator<List<Building>> finish,
      Consumer<DataIssue> issues) {
    Detection[] byObject = new Detection[objects.items().size()];
    detections.forEach(d -> byObject[Integer.parseInt(d.label())] = d);
    Map<String, Integer> seen = new HashMap<>();
    List<Building> buildings = new ArrayList<>();
    List<Map<String, Object>> attributes = new ArrayList<>();
    for (GivenObjects.Item object : objects.items()) {
      Detection d = byObject[object.number()];
      if (d == null) {
        issues.accept(
            new DataIssue(
                objects.code(failed ? "not-answered" : "outside-imagery"),
                failed ? "its tile failed or shows nothing" : "the imagery shows nothing there",
                objects.where(object)));
        continue;
      }
      if (d.outline().isEmpty()) {
        continue; // Its tile has said so.
      }
      Building building = building(d);
      int same = seen.merge(building.id(), 1, Integer::sum);
      buildings.add(same == 1 ? building : building.withId(building.id() + "-" + same));
      attributes.add(object.attributes());
    }
    List<Building> finished = finish.apply(buildings);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < finished.size(); i++) {
      rows.add(new Row(finished.get(i), attributes.get(i)));
    }
    return new GivenBuildings(objects.fields(), rows);
  }

  /** In the order of the objects. */
  public List<Building> buildings() {
    return rows.stream().map(Row::building).toList();
  }

  private static Building building(Detection d) {
    if (d.prompt().equals(NO_MASK)) {
      Building given = Building.given(d.outline());
      return given.withStatus(
          given.status(), "the segmenter sees nothing in the box: the outline is the box");
    }
    Evidence evidence = d.evidence();
    return Building.detected(d.outline(), evidence, List.of(d.tileColumn() + "/" + d.tileRow()));
  }
}
