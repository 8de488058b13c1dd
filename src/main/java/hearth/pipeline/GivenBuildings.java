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
 * One building for each box that somebody gave, in the file's order, with the box's attributes.
 *
 * @param fields columns of the boxes' layer
 * @param rows in the order of the boxes
 */
public record GivenBuildings(List<VectorField> fields, List<Row> rows) {
  /** Prompt of a detection whose outline is the box, since the segmenter saw nothing in it. */
  static final String BOX_ITSELF = "box-itself";

  /**
   * A building and the attributes of its box.
   *
   * @param building source {@code given} where its outline is the box itself
   * @param attributes by column of {@code fields}
   */
  public record Row(Building building, Map<String, Object> attributes) {}

  /**
   * Puts detections in the order of their boxes. No seams are closed: each box was asked about
   * once.
   *
   * @param detections of {@link GivenBoxTask}, in any order
   * @param failed whether tiles failed: what they own has no building, and is named by them
   * @param finish finds out what else is to be known of buildings, in their order
   * @param issues told of boxes where the imagery shows nothing ({@code box-outside-imagery})
   */
  static GivenBuildings of(
      GivenBoxes boxes,
      List<Detection> detections,
      boolean failed,
      UnaryOperator<List<Building>> finish,
      Consumer<DataIssue> issues) {
    Detection[] byBox = new Detection[boxes.boxes().size()];
    detections.forEach(d -> byBox[Integer.parseInt(d.label())] = d);
    Map<String, Integer> seen = new HashMap<>();
    List<Building> buildings = new ArrayList<>();
    List<Map<String, Object>> attributes = new ArrayList<>();
    for (GivenBoxes.Box box : boxes.boxes()) {
      Detection d = byBox[box.number()];
      if (d == null) {
        issues.accept(
            new DataIssue(
                failed ? "box-not-answered" : "box-outside-imagery",
                failed ? "its tile failed or shows nothing" : "the imagery shows nothing there",
                boxes.file() + ", feature " + box.fid()));
        continue;
      }
      Building building = building(d);
      int same = seen.merge(building.id(), 1, Integer::sum);
      buildings.add(same == 1 ? building : building.withId(building.id() + "-" + same));
      attributes.add(box.attributes());
    }
    List<Building> finished = finish.apply(buildings);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < finished.size(); i++) {
      rows.add(new Row(finished.get(i), attributes.get(i)));
    }
    return new GivenBuildings(boxes.fields(), rows);
  }

  /** In the order of the boxes. */
  public List<Building> buildings() {
    return rows.stream().map(Row::building).toList();
  }

  private static Building building(Detection d) {
    if (d.prompt().equals(BOX_ITSELF)) {
      Building given = Building.given(d.outline());
      return given.withStatus(
          given.status(), "the segmenter sees nothing in the box: the outline is the box");
    }
    Evidence evidence = d.evidence();
    return Building.detected(d.outline(), evidence, List.of(d.tileColumn() + "/" + d.tileRow()));
  }
}
