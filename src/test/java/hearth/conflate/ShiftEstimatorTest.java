package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.MapShift;
import hearth.footprint.OsmElement;
import hearth.footprint.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class ShiftEstimatorTest {
  private static final Geometry EVERYWHERE = box(-1000, -1000, 4000, 4000);

  @Test
  void aSystematicShiftIsTakenOutOfTheDetections() {
    List<Building> detections = new ArrayList<>();
    List<OsmBuilding> osm = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      double x = 30 + 40 * (i % 5);
      double y = 30 + 40 * (i / 5);
      osm.add(osm(i, box(x, y, 8, 8)));
      detections.add(detection(box(x + 6 + random.nextDouble() - 0.5, y - 3, 8, 8)));
    }
    Conflation joined = new Conflator(ConflateOptions.DEFAULT).merge(detections, osm, EVERYWHERE);
    MapShift shift = joined.comparison().shifts().get(0);
    assertEquals(1, joined.comparison().shifts().size());
    assertEquals(20, shift.pairs());
    assertEquals(-6, shift.eastMetres(), 0.3);
    assertEquals(3, shift.northMetres(), 1e-9);
    assertTrue(shift.applied());
    assertEquals(20, joined.buildings().size());
    assertTrue(
        joined.buildings().stream()
            .allMatch(b -> b.status() == Status.MATCHED && b.osmIou() > 0.8));
    // The map stays; the ids of detections are those of the places where they were seen.
    assertTrue(
        joined.buildings().stream()
            .allMatch(
                b ->
                    osm.stream().anyMatch(o -> o.outline().equals(b.outline()))
                        && detections.stream()
                            .anyMatch(
                                d ->
                                    d.id().equals(b.comparison().detection().orElseThrow().id()))));
  }

  @Test
  void eachCellHasItsOwn() {
    List<Geometry> found = new ArrayList<>();
    List<Geometry> mapped = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      mapped.add(box(30 * i, 20, 8, 8));
      found.add(box(30 * i + 2, 20, 8, 8));
      mapped.add(box(400 + 30 * i, 20, 8, 8));
      found.add(box(400 + 30 * i, 23, 8, 8));
    }
    Map<ShiftEstimator.Cell, MapShift> shifts = ShiftEstimator.estimate(found, mapped);
    assertEquals(2, shifts.size());
    assertEquals(-2, shifts.get(new ShiftEstimator.Cell(0, 0)).eastMetres(), 1e-9);
    assertEquals(-3, shifts.get(new ShiftEstimator.Cell(1, 0)).northMetres(), 1e-9);
  }

  @Test
  void fewPairsAndUnlikeAndFarOnesSayNothing() {
    List<Geometry> found = new ArrayList<>();
    List<Geometry> mapped = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      mapped.add(box(60 * i, 20, 8, 8));
      found.add(box(60 * i + 2, 20, 8, 8));
    }
    // Less than half the area; farther than 25 m; not the nearest to each other.
    mapped.add(box(10, 100, 8, 8));
    found.add(box(10, 100, 8, 3.9));
    mapped.add(box(60, 100, 8, 8));
    found.add(box(86, 100, 8, 8));
    found.add(box(8, 20, 8, 8));
    assertTrue(ShiftEstimator.estimate(found, mapped).isEmpty());
    mapped.add(box(10, 200, 8, 8));
    found.add(box(12, 200, 8, 4));
    assertEquals(1, ShiftEstimator.estimate(found, mapped).size(), "five pairs are enough");
  }

  @Test
  void neighboursThatAreOtherHousesMoveNothing() {
    Random random = new Random(5);
    List<Geometry> found = new ArrayList<>();
    List<Geometry> mapped = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      mapped.add(box(380 * random.nextDouble(), 380 * random.nextDouble(), 8, 8));
      found.add(box(380 * random.nextDouble(), 380 * random.nextDouble(), 8, 8));
    }
    List<MapShift> shifts = List.copyOf(ShiftEstimator.estimate(found, mapped).values());
    assertEquals(1, shifts.size());
    assertFalse(shifts.get(0).applied(), shifts.toString());
  }

  private static Building detection(Geometry outline) {
    return Building.detected(outline, Evidence.NONE, List.of("0/0"));
  }

  private static OsmBuilding osm(long id, Geometry outline) {
    return new OsmBuilding(new OsmElement("way", id, Map.of("building", "yes")), outline);
  }

  private static Geometry box(double x, double y, double width, double height) {
    return new GeometryFactory().toGeometry(new Envelope(x, x + width, y, y + height));
  }
}
