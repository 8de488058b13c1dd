package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.BuildingId;
import hearth.footprint.Evidence;
import hearth.footprint.OsmElement;
import hearth.footprint.Overlap;
import hearth.footprint.Overlaps;
import hearth.footprint.Source;
import hearth.footprint.Status;
import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class ConflatorTest {
  private static final Conflator CONFLATOR = new Conflator(ConflateOptions.DEFAULT);
  private static final Geometry EVERYWHERE = box(-1000, -1000, 2000, 2000);

  @Test
  void aDetectionOfAMappedHouseGivesItItsEvidence() {
    Building detection = detection(0.8, box(2, 0, 10, 10)).withHeight(6.5);
    OsmBuilding house = osm(7, box(0, 0, 10, 10));
    List<Building> result = merge(List.of(detection), List.of(house));
    assertEquals(1, result.size());
    Building b = result.get(0);
    assertEquals(Status.MATCHED, b.status());
    assertEquals(Source.BOTH, b.source());
    assertEquals(BuildingId.of(house.element()), b.id());
    assertEquals(house.outline(), b.outline());
    assertEquals(Optional.of(house.element()), b.osm());
    assertEquals(80.0 / 120, b.osmIou(), 1e-12);
    assertEquals(detection.evidence(), b.evidence());
    assertEquals(6.5, b.heightMetres());
    assertEquals(List.of("0/0"), b.tiles());
  }

  @Test
  void anIouOfExactlyOneHalfIsNoMatch() {
    List<Building> result =
        merge(List.of(detection(1, box(0, 0, 5, 10))), List.of(osm(1, box(0, 0, 10, 10))));
    assertStatuses("absorbed way/1, osm-only way/1", result);
  }

  @Test
  void aDetectionInsideAMappedHouseIsAbsorbed() {
    Building detection = detection(1, box(1, 1, 3, 3));
    List<Building> result = merge(List.of(detection), List.of(osm(1, box(0, 0, 10, 10))));
    assertStatuses("absorbed way/1, osm-only way/1", result);
    Building absorbed = only(result, Status.ABSORBED);
    assertEquals(detection.outline(), absorbed.outline());
    assertEquals(detection.id(), absorbed.id());
    assertEquals(0.09, absorbed.osmIou(), 1e-12);
  }

  @Test
  void aDetectionAroundASmallMappedHouseIsAbsorbedToo() {
    assertStatuses(
        "absorbed way/1, osm-only way/1",
        merge(List.of(detection(1, box(0, 0, 10, 10))), List.of(osm(1, box(1, 1, 3, 3)))));
  }

  @Test
  void aDetectionThatCutsIntoAMappedHouseIsKeptForReview() {
    List<Building> result =
        merge(List.of(detection(1, box(7, 0, 10, 10))), List.of(osm(1, box(0, 0, 10, 10))));
    assertStatuses("overlap way/1, osm-only way/1", result);
    assertEquals("cuts into way/1", only(result, Status.OVERLAP).reason());
    assertEquals(30.0 / 170, only(result, Status.OVERLAP).osmIou(), 1e-12);
  }

  @Test
  void aTouchUpToFivePercentIsAHouseOfItsOwnThatStillNamesItsNeighbour() {
    List<Building> result =
        merge(List.of(detection(1, box(9.5, 0, 10, 10))), List.of(osm(1, box(0, 0, 10, 10))));
    assertStatuses("added way/1, osm-only way/1", result);
    assertEquals(5.0 / 195, only(result, Status.ADDED).osmIou(), 1e-12);
  }

  /** 8 of the 20 m² of a shed lie under a house of 400 m²: 2 % of the house. */
  @Test
  void aHouseDrawsBackFromASmallMappedNeighbour() {
    List<Building> result =
        merge(List.of(detection(1, box(0, 0, 20, 20))), List.of(osm(1, box(18, 0, 5, 4))));
    assertStatuses("added -, osm-only way/1", result);
    assertEquals(
        box(0, 0, 20, 20).difference(box(18, 0, 5, 4)).norm(),
        only(result, Status.ADDED).outline().norm());
  }

  @Test
  void ofTwoDetectionsOnOneGroundTheOneWithMoreEvidenceKeepsIt() {
    List<Building> result =
        merge(
            List.of(
                detection(0.9, box(0, 0, 10, 10)),
                detection(0.5, box(8, 0, 10, 10)),
                detection(0.3, box(1, 1, 10, 9))),
            List.of());
    assertStatuses("added -, added -, overlap -", result);
    assertEquals("a better detection has its ground", only(result, Status.OVERLAP).reason());
    assertEquals(
        180,
        result.stream()
            .filter(b -> b.status() == Status.ADDED)
            .mapToDouble(b -> b.outline().getArea())
            .sum(),
        1e-9);
  }

  @Test
  void groundThatTheMapGivesTwiceIsCountedOnce() {
    List<DataIssue> issues = new ArrayList<>();
    List<OsmBuilding> left =
        GroundClaims.ofMap(
            List.of(
                osm(3, box(1, 1, 4, 4)), // inside the large one
                osm(2, box(18, 0, 10, 10)), // a fifth on the large one
                osm(1, box(0, 0, 20, 20)),
                osm(4, box(28, 0, 5, 5))), // a wall in common
            issues::add);
    assertEquals(
        List.of("way/1", "way/2", "way/4"), left.stream().map(b -> b.element().ref()).toList());
    assertEquals(80, left.get(1).outline().getArea(), 1e-9);
    assertEquals(
        List.of(
            "way/2 20 of its 100 m² are another building's: cut back",
            "way/3 another building has its ground: left out"),
        issues.stream().map(i -> i.where() + " " + i.detail()).sorted().toList());
  }

  /** Crowded on purpose: boxes of any size and evidence, mapped and detected, by all rules. */
  @Test
  void noTwoBuildingsOfTheMergedViewShareMoreThanFivePercentOfTheSmaller() {
    Random random = new Random(5);
    for (RuleSet rules : RuleSet.values()) {
      List<Building> detections = new ArrayList<>();
      List<OsmBuilding> mapped = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Geometry box =
            box(
                random.nextInt(300),
                random.nextInt(300),
                3 + random.nextInt(20),
                3 + random.nextInt(20));
        if (random.nextBoolean()) {
          detections.add(detection(random.nextInt(10) / 10.0, box));
        } else {
          mapped.add(osm(i, box));
        }
      }
      List<Building> result =
          new Conflator(rules.options())
              .merge(detections, GroundClaims.ofMap(mapped, i -> {}), EVERYWHERE)
              .buildings();
      List<Building> merged = result.stream().filter(b -> b.status().isMerged()).toList();
      assertTrue(
          merged.stream().filter(b -> b.status() == Status.ADDED).count() > 20, merged.toString());
      for (Overlap o : Overlaps.among(merged.stream().map(Building::outline).toList())) {
        assertTrue(
            o.insideSmaller() <= 0.05 + 1e-9,
            () -> rules + ": " + merged.get(o.left()) + " and " + merged.get(o.right()));
      }
    }
  }

  @Test
  void aDetectionByItselfIsAdded() {
    List<Building> result =
        merge(List.of(detection(1, box(50, 0, 10, 10))), List.of(osm(1, box(0, 0, 10, 10))));
    assertStatuses("added -, osm-only way/1", result);
    assertTrue(Double.isNaN(only(result, Status.ADDED).osmIou()));
    assertEquals("", only(result, Status.ADDED).reason());
  }

  @Test
  void mappedHousesOutsideTheImageryAreUnseen() {
    List<Building> result =
        CONFLATOR
            .merge(
                List.of(),
                List.of(
                    osm(1, box(0, 0, 10, 10)), // inside
                    osm(2, box(44, 0, 10, 10)), // 60 % inside
                    osm(3, box(45, 20, 10, 10)), // half
                    osm(4, box(80, 0, 10, 10))), // outside
                box(0, 0, 50, 50))
            .buildings();
    assertStatuses("osm-only way/1, osm-only way/2, unseen way/3, unseen way/4", result);
  }

  @Test
  void aMatchCountsWhereverItIs() {
    List<Building> result =
        CONFLATOR
            .merge(
                List.of(detection(1, box(100, 0, 10, 10))),
                List.of(osm(1, box(100, 0, 10, 10))),
                box(0, 0, 50, 50))
            .buildings();
    assertStatuses("matched way/1", result);
  }

  @Test
  void oneDetectionOverTwoMappedHousesMatchesTheLargerOnly() {
    assertStatuses(
        "matched way/1, osm-only way/2",
        merge(
            List.of(detection(1, box(0, 0, 20, 10))),
            List.of(osm(1, box(0, 0, 12, 10)), osm(2, box(12, 0, 8, 10)))));
  }

  @Test
  void twoDetectionsOfOneMappedHouseMatchItOnce() {
    assertStatuses(
        "absorbed way/1, matched way/1",
        merge(
            List.of(detection(1, box(0, 0, 12, 10)), detection(1, box(12, 0, 8, 10))),
            List.of(osm(1, box(0, 0, 20, 10)))));
  }

  @Test
  void thePairOfHighestIouComesFirst() {
    // Both detections reach IoU 0.5 with house 1; the second fits it better, the first then takes
    // 2.
    List<Building> result =
        merge(
            List.of(detection(0.1, box(1, 0, 11, 10)), detection(0.2, box(0, 0, 10.5, 10))),
            List.of(osm(1, box(0, 0, 11, 10)), osm(2, box(3, 0, 11, 10))));
    assertStatuses("matched way/1, matched way/2", result);
    assertEquals(
        0.2,
        result.stream()
            .filter(b -> b.osm().orElseThrow().id() == 1)
            .findFirst()
            .orElseThrow()
            .evidence()
            .score());
  }

  @Test
  void equalIousGoToTheFirstByPlaceThenById() {
    // Each detection covers 3/5 of the house; each of two identical houses fits the last one.
    List<Building> result =
        merge(
            List.of(detection(0.1, box(4, 0, 6, 10)), detection(0.2, box(0, 0, 6, 10))),
            List.of(osm(1, box(0, 0, 10, 10))));
    assertEquals(0.2, only(result, Status.MATCHED).evidence().score());
    result =
        merge(
            List.of(detection(0.1, box(0, 0, 10, 10))),
            List.of(osm(9, box(0, 0, 10, 10)), osm(3, box(0, 0, 10, 10))));
    assertEquals(3, only(result, Status.MATCHED).osm().orElseThrow().id());
  }

  @Test
  void courtyardsAreNoGroundInCommon() throws ParseException {
    Geometry block =
        new WKTReader()
            .read("POLYGON ((0 0, 30 0, 30 30, 0 30, 0 0), (10 10, 20 10, 20 20, 10 20, 10 10))");
    assertStatuses(
        "added -, osm-only way/1",
        merge(List.of(detection(1, box(11, 11, 8, 8))), List.of(osm(1, block))));
  }

  @Test
  void rejectedDetectionsStayAndTakeNoPart() {
    Building rejected = detection(1, box(0, 0, 10, 10)).withStatus(Status.REJECTED, "height 0.4 m");
    List<Building> result = merge(List.of(rejected), List.of(osm(1, box(0, 0, 10, 10))));
    assertStatuses("osm-only way/1, rejected -", result);
    assertTrue(result.contains(rejected));
  }

  @Test
  void twoPlainLayersAreJoinedTheSameWay() {
    List<Building> result =
        merge(
            List.of(Building.given(box(0, 0, 10, 10)), Building.given(box(50, 0, 10, 10))),
            List.of(new OsmBuilding(new OsmElement("feature", 4, Map.of()), box(1, 0, 10, 10))));
    assertStatuses("added -, matched feature/4", result);
    assertEquals(Source.GIVEN, only(result, Status.ADDED).source());
  }

  @Test
  void otherThresholdsGiveOtherStatuses() {
    ConflateOptions strict = new ConflateOptions(0.7, 0.9, 0.5, 0.5, false);
    List<Building> result =
        new Conflator(strict)
            .merge(
                List.of(detection(1, box(2, 0, 10, 10))),
                List.of(osm(1, box(0, 0, 10, 10))),
                EVERYWHERE)
            .buildings();
    assertStatuses("overlap way/1, osm-only way/1", result);
  }

  @Test
  void nothingIsLostAndTheOrderPlaysNoPart() {
    Random random = new Random(11);
    List<Building> detections = new ArrayList<>();
    List<OsmBuilding> osm = new ArrayList<>();
    // Whole metres, so that ties are common.
    for (int i = 0; i < 300; i++) {
      detections.add(
          detection(random.nextInt(4), box(random.nextInt(90), random.nextInt(90), 6, 5)));
      osm.add(osm(i, box(random.nextInt(90), random.nextInt(90), 5, 4 + random.nextInt(3))));
    }
    Geometry imaged = box(10.5, 10.5, 60, 60);
    List<Building> expected = CONFLATOR.merge(detections, osm, imaged).buildings();
    long matched = expected.stream().filter(b -> b.status() == Status.MATCHED).count();
    assertEquals(detections.size() + osm.size() - matched, expected.size());
    assertEquals(expected.size(), expected.stream().map(Building::id).distinct().count());
    assertEquals(expected.stream().sorted(Building.BY_ID).toList(), expected);
    Map<Status, Long> counts = new TreeMap<>();
    expected.forEach(b -> counts.merge(b.status(), 1L, Long::sum));
    assertEquals(6, counts.size(), "each status occurs: " + counts);
    for (int run = 0; run < 5; run++) {
      Collections.shuffle(detections, random);
      Collections.shuffle(osm, random);
      assertEquals(expected, CONFLATOR.merge(detections, osm, imaged).buildings());
    }
  }

  /** On both sides: their boundaries lie a metre apart and cross at every lobe. */
  @Test
  @Timeout(60)
  void outlinesOfAMillionVerticesGoThrough() {
    Geometry mapped = lobes(0, 1_000_000);
    Geometry seen = lobes(1, 1_000_000);
    List<Building> result =
        merge(
            List.of(
                detection(0.9, seen),
                detection(0.8, box(10, 10, 10, 10)),
                detection(0.7, box(339, -30, 60, 60)),
                detection(0.6, box(501, 500, 10, 10))),
            List.of(osm(1, mapped), osm(2, box(500, 500, 10, 10))));
    assertStatuses("matched way/1, absorbed way/1, added way/1, matched way/2", result);
    Building large = find(result, Status.MATCHED, "way/1");
    assertEquals(mapped, large.outline());
    // The area between them, to first order: what the boundary sweeps when it moves by a metre.
    Coordinate[] ring = mapped.getCoordinates();
    double swept = 0;
    for (int i = 1; i < ring.length; i++) {
      swept += Math.abs(ring[i].y - ring[i - 1].y);
    }
    assertEquals(1 - swept / mapped.getArea(), large.osmIou(), 1e-4);
    double inside = box(339, -30, 60, 60).intersection(mapped).getArea();
    assertEquals(
        inside / (mapped.getArea() + 3600 - inside),
        find(result, Status.ADDED, "way/1").osmIou(),
        1e-9);
  }

  private static Geometry lobes(double x, int vertices) {
    Coordinate[] ring = new Coordinate[vertices + 1];
    for (int i = 0; i < vertices; i++) {
      double angle = 2 * Math.PI * i / vertices;
      double r = 300 + 40 * Math.cos(7 * angle);
      ring[i] = new Coordinate(x + r * Math.cos(angle), r * Math.sin(angle));
    }
    ring[vertices] = ring[0].copy();
    return new GeometryFactory().createPolygon(ring);
  }

  private static Building find(List<Building> buildings, Status status, String osm) {
    return buildings.stream()
        .filter(b -> b.status() == status && b.osm().orElseThrow().ref().equals(osm))
        .findFirst()
        .orElseThrow();
  }

  private static List<Building> merge(List<Building> detections, List<OsmBuilding> osm) {
    return CONFLATOR.merge(detections, osm, EVERYWHERE).buildings();
  }

  private static Building only(List<Building> buildings, Status status) {
    List<Building> found = buildings.stream().filter(b -> b.status() == status).toList();
    assertEquals(1, found.size(), buildings.toString());
    return found.get(0);
  }

  /** Statuses and the OSM elements they name, sorted by element, then by status. */
  private static void assertStatuses(String expected, List<Building> buildings) {
    List<String> lines =
        buildings.stream()
            .map(b -> b.status().code() + " " + b.osm().map(OsmElement::ref).orElse("-"))
            .sorted()
            .toList();
    assertEquals(List.of(expected.split(", ")).stream().sorted().toList(), lines);
  }

  private static Building detection(double score, Geometry outline) {
    return Building.detected(outline, new Evidence(score, 0.9, 0.9, Double.NaN), List.of("0/0"));
  }

  private static OsmBuilding osm(long id, Geometry outline) {
    return new OsmBuilding(new OsmElement("way", id, Map.of("building", "yes")), outline);
  }

  private static Geometry box(double x, double y, double width, double height) {
    return new GeometryFactory().toGeometry(new Envelope(x, x + width, y, y + height));
  }
}
