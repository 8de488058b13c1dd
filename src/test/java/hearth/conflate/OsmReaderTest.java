package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.OsmFixture.Format;
import hearth.geo.DataIssue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** What becomes of ways and relations; each case in both formats. Positions are whole degrees. */
class OsmReaderTest {
  private static final String SQUARE = "0 0, 10 0, 10 10, 0 10, 0 0";

  @TempDir Path folder;

  private final List<DataIssue> issues = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void aClosedWayIsABuilding(Format format) {
    OsmData data = read(format, new OsmFixture().line(7, "building=house, name=Café 屋", SQUARE));
    assertBuildings(data, "way/7 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))");
    assertEquals(
        Map.of("building", "house", "name", "Café 屋"), data.buildings().get(0).element().tags());
    assertIssues();
  }

  @ParameterizedTest
  @EnumSource
  void otherWaysAreNone(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "highway=residential", "0 0, 1 1")
            .line(2, "landuse=residential", SQUARE)
            .line(3, "building:part=no", SQUARE)
            .line(4, "building:levels=2", SQUARE)
            .line(5, "", SQUARE);
    assertBuildings(read(format, map));
    assertIssues();
  }

  @ParameterizedTest
  @EnumSource
  void areasAreReadByTheirKeysAndBuildingsAreNone(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "landuse=industrial", SQUARE)
            .line(2, "amenity=school, building=yes", SQUARE)
            .line(3, "leisure=park", SQUARE)
            .line(4, "landuse=retail", "0 0, 10 0")
            .line(5, "", "2 2, 4 2, 4 4, 2 4, 2 2")
            .line(6, "", SQUARE)
            .relation(7, "type=multipolygon, amenity=school", "way 6 outer", "way 5 inner");
    List<OsmBuilding> areas =
        OsmReader.areas(
            map.write(format, folder), Set.of("landuse", "amenity")::contains, issues::add);
    assertBuildings(
        new OsmData(areas, areas.get(0).outline()),
        "way/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))",
        "relation/7 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))");
    assertEquals(List.of("area-unclosed"), issues.stream().map(DataIssue::code).toList());
  }

  @ParameterizedTest
  @EnumSource
  void partsOfAnOutlineAreJoinedWhateverTheirOrderAndDirection(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "", "0 0, 10 0")
            .line(2, "", "0 10, 0 0")
            .line(3, "", "0 10, 10 10, 10 0")
            .line(4, "", "4 4, 6 4, 6 6")
            .line(5, "", "4 4, 4 6, 6 6")
            .relation(
                9,
                "type=multipolygon, building=yes",
                "way 1 outer",
                "way 4 inner",
                "way 3 outer",
                "way 5 inner",
                "way 2 outer");
    assertBuildings(
        read(format, map),
        "relation/9 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))");
    assertIssues();
  }

  @ParameterizedTest
  @EnumSource
  void severalOutlinesMakeAMultipolygonWithTheirOwnCourtyards(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "", SQUARE)
            .line(2, "", "20 0, 30 0, 30 10, 20 10, 20 0")
            .line(3, "", "22 2, 24 2, 24 4, 22 4, 22 2")
            .relation(
                1, "building=yes, type=multipolygon", "way 1 outer", "way 2 outer", "way 3 inner");
    assertBuildings(
        read(format, map),
        "relation/1 MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0)), ((20 0, 30 0, 30 10, 20 10, 20"
            + " 0), (22 2, 24 2, 24 4, 22 4, 22 2)))");
    assertIssues();
  }

  @ParameterizedTest
  @EnumSource
  void withoutRolesTheRingInsideIsTheCourtyard(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "", "4 4, 6 4, 6 6, 4 6, 4 4")
            .line(2, "", SQUARE)
            .relation(1, "building=yes, type=multipolygon", "way 1", "way 2");
    assertBuildings(
        read(format, map),
        "relation/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))");
  }

  @ParameterizedTest
  @EnumSource
  void anOuterWayTaggedAsWellIsNotCountedAgain(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", SQUARE)
            .line(2, "building=yes", "4 4, 6 4, 6 6, 4 6, 4 4")
            .relation(3, "building=yes, type=multipolygon", "way 1 outer", "way 2 inner");
    assertBuildings(
        read(format, map),
        "relation/3 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))",
        "way/2 POLYGON ((4 4, 6 4, 6 6, 4 6, 4 4))");
    assertIssues("osm-outline-of-relation way/1");
  }

  @ParameterizedTest
  @EnumSource
  void aRelationThatFailsLeavesItsTaggedWays(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", SQUARE)
            .relation(3, "building=yes, type=multipolygon", "way 1 inner", "way 99 outer");
    assertBuildings(read(format, map), "way/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))");
    assertIssues("osm-member-missing relation/3", "osm-no-outline relation/3");
  }

  @ParameterizedTest
  @EnumSource
  void anOldStyleRelationGivesItsTaggedOuterWayTheCourtyard(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", SQUARE)
            .line(2, "", "4 4, 6 4, 6 6, 4 6, 4 4")
            .relation(3, "type=multipolygon, source=survey", "way 1 outer", "way 2 inner");
    assertBuildings(
        read(format, map),
        "way/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))");
    assertIssues();
  }

  @ParameterizedTest
  @EnumSource
  void anOldStyleOutlineInPartsIsTheRelation(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes, name=A", "0 0, 10 0, 10 10")
            .line(2, "building=yes", "10 10, 0 10, 0 0")
            .relation(3, "type=multipolygon", "way 1 outer", "way 2 outer");
    OsmData data = read(format, map);
    assertBuildings(data, "relation/3 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))");
    assertEquals("A", data.buildings().get(0).element().tags().get("name"));
    assertIssues("osm-outline-of-relation way/1", "osm-outline-of-relation way/2");
  }

  @ParameterizedTest
  @EnumSource
  void aRelationOfTypeBuildingTakesItsOutlineElseItsParts(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "", SQUARE)
            .line(2, "building:part=yes", "0 0, 5 0, 5 10, 0 10, 0 0")
            .line(3, "building:part=yes", "20 0, 25 0, 25 10, 20 10, 20 0")
            .line(4, "building:part=yes", "25 0, 30 0, 30 10, 25 10, 25 0")
            .relation(5, "type=building, building=yes", "way 1 outline", "way 2 part")
            .relation(6, "type=building, building=yes", "way 3 part", "way 4 part");
    assertBuildings(
        read(format, map),
        "relation/5 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))",
        "relation/6 POLYGON ((20 0, 25 0, 30 0, 30 10, 25 10, 20 10, 20 0))");
    assertIssues("osm-part way/2", "osm-part way/3", "osm-part way/4", "osm-repaired relation/6");
  }

  @ParameterizedTest
  @EnumSource
  void partsInformTheBuildingAroundThemWhichIsCountedOnce(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", SQUARE)
            .line(2, "building:part=yes, building:levels=2, height=40 ft", "0 0, 5 0, 5 9, 0 0")
            .line(3, "building:part=tower, building:levels=11", "5 5, 9 5, 9 9, 5 9, 5 5")
            .line(4, "building:part=yes, building:levels=many", "5 0, 9 0, 9 4, 5 0")
            .line(5, "", "1 1, 2 1, 2 2, 1 1")
            .relation(
                6, "type=multipolygon, building:part=yes, height=30", "way 1 outer", "way 5 inner")
            .line(7, "building=yes, height=8", "20 0, 30 0, 30 10, 20 10, 20 0")
            .line(8, "building:part=yes, building:levels=9", "20 0, 25 0, 25 9, 20 0");
    OsmData data = read(format, map);
    assertBuildings(
        data,
        "way/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))",
        "way/7 POLYGON ((20 0, 30 0, 30 10, 20 10, 20 0))");
    assertEquals(
        Map.of("building", "yes", "parts:building:levels", "11", "parts:height", "30"),
        data.buildings().get(0).element().tags());
    assertEquals(
        Map.of("building", "yes", "height", "8"),
        data.buildings().get(1).element().tags(),
        "it tells its own height");
    assertIssues(
        "osm-part relation/6",
        "osm-part way/2",
        "osm-part way/3",
        "osm-part way/4",
        "osm-part way/8");
  }

  @ParameterizedTest
  @EnumSource
  void aPartBelongsWhereMostOfItLiesAndIsABuildingWhereNoneIs(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", SQUARE)
            .line(2, "building=yes", "10 0, 20 0, 20 10, 10 10, 10 0")
            .line(3, "building:part=yes, building:levels=3", "4 0, 14 0, 14 4, 4 4, 4 0")
            .line(4, "building:part=yes, building:levels=4", "5 10, 9 10, 9 14, 5 14, 5 10")
            .line(5, "building:part=yes", "16 8, 18 8, 18 12, 16 12, 16 8")
            .line(6, "building:part=yes, location=underground", "2 2, 4 2, 4 4, 2 2");
    OsmData data = read(format, map);
    assertBuildings(
        data,
        "way/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))",
        "way/2 POLYGON ((10 0, 20 0, 20 10, 10 10, 10 0))",
        "way/4 POLYGON ((5 10, 9 10, 9 14, 5 14, 5 10))",
        "way/5 POLYGON ((16 8, 18 8, 18 12, 16 12, 16 8))");
    assertEquals("3", data.buildings().get(0).element().tags().get("parts:building:levels"));
    assertEquals(Map.of("building", "yes"), data.buildings().get(1).element().tags());
    assertIssues(
        "osm-not-standing way/6", "osm-part way/3", "osm-part-alone way/4", "osm-part-alone way/5");
  }

  @ParameterizedTest
  @CsvSource({
    "building=no",
    "building=construction",
    "building=proposed",
    "building=demolished",
    "building=ruins",
    "building=collapsed",
    "demolished:building=yes",
    "razed:building=house",
    "'building=yes, location=underground'",
  })
  void whatDoesNotStandIsLeftOutAndReported(String tags) {
    for (Format format : Format.values()) {
      issues.clear();
      OsmFixture map =
          new OsmFixture()
              .line(1, tags, SQUARE)
              .line(2, "", SQUARE)
              .relation(3, tags + ", type=multipolygon", "way 2 outer");
      assertBuildings(read(format, map));
      assertIssues("osm-not-standing relation/3", "osm-not-standing way/1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void crossingRingsAreRepairedAndReported(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", "0 0, 10 10, 10 0, 0 10, 0 0")
            .line(2, "", "20 0, 30 0, 30 10, 20 10, 20 0")
            .line(3, "", "22 2, 25 2, 25 8, 22 8, 22 2")
            .line(4, "", "25 2, 28 2, 28 8, 25 8, 25 2")
            .relation(
                5, "building=yes, type=multipolygon", "way 2 outer", "way 3 inner", "way 4 inner");
    assertBuildings(
        read(format, map),
        "relation/5 POLYGON ((20 0, 20 10, 30 10, 30 0, 20 0), (22 2, 25 2, 28 2, 28 8, 25 8, 22 8,"
            + " 22 2))",
        "way/1 MULTIPOLYGON (((0 0, 0 10, 5 5, 0 0)), ((5 5, 10 10, 10 0, 5 5)))");
    assertIssues("osm-repaired relation/5", "osm-repaired way/1");
  }

  @ParameterizedTest
  @EnumSource
  void aRingThatTouchesItselfIsRepairedAndReported(Format format) {
    OsmFixture map = new OsmFixture().line(1, "building=yes", "0 0, 10 0, 10 10, 5 0, 0 10, 0 0");
    assertBuildings(
        read(format, map),
        "way/1 MULTIPOLYGON (((0 0, 0 10, 5 0, 0 0)), ((5 0, 10 10, 10 0, 5 0)))");
    assertIssues("osm-repaired way/1");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoAreaIsReported(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", "0 0, 10 0, 10 10, 0 10")
            .line(2, "building=yes", "0 0, 10 0, 0 0")
            .line(3, "building=yes", "0 0, 5 0, 10 0, 0 0")
            .line(4, "building=yes", "0 0")
            .way(5, "building=yes")
            .line(6, "", "0 0, 10 0, 10 10")
            .relation(7, "building=yes, type=multipolygon", "way 6 outer")
            .relation(8, "building=yes, type=site");
    assertBuildings(read(format, map));
    assertIssues(
        "osm-no-area way/3",
        "osm-no-outline relation/8",
        "osm-node-missing way/5",
        "osm-too-few-nodes way/2",
        "osm-too-few-nodes way/4",
        "osm-unclosed relation/7",
        "osm-unclosed way/1");
  }

  @ParameterizedTest
  @EnumSource
  void linesGoThroughTheNodesThatTheFileHas(Format format) {
    OsmFixture map =
        new OsmFixture()
            .node(1, 0, 0)
            .node(2, 10, 0)
            .node(3, 10, 10)
            .node(4, 0, 10)
            .way(1, "building=yes", 1, 2, 3, 4, 99, 1)
            .way(2, "building=yes", 98, 2, 3, 4, 98)
            .way(3, "building=yes", 98, 99, 2, 98)
            .way(4, "building=yes", 98, 99, 97, 98);
    assertBuildings(
        read(format, map),
        "way/1 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))",
        "way/2 POLYGON ((10 0, 10 10, 0 10, 10 0))");
    assertIssues(
        "osm-node-missing way/1",
        "osm-node-missing way/2",
        "osm-node-missing way/3",
        "osm-node-missing way/4",
        "osm-too-few-nodes way/3");
  }

  /** More than one core is given at once; all of them ask for the same way, which lacks a node. */
  @ParameterizedTest
  @EnumSource
  void manyRelationsAreReadInOrderAndWhatTheyShareIsSaidOnce(Format format) {
    OsmFixture map =
        new OsmFixture()
            .node(1, 0, 0)
            .node(2, 10, 0)
            .node(3, 10, 10)
            .node(4, 0, 10)
            .way(1, "building=yes", 1, 2, 3, 4, 99, 1);
    List<String> expected = new ArrayList<>();
    for (int id = 1; id <= 300; id++) {
      map.relation(id, "building=yes, type=multipolygon", "way 1 outer");
      expected.add("relation/" + id);
    }
    assertEquals(
        expected, read(format, map).buildings().stream().map(b -> b.element().ref()).toList());
    assertIssues("osm-node-missing way/1", "osm-outline-of-relation way/1");
  }

  /**
   * The building itself and a relation around it: both hold all of the part, whichever is rounded
   * up.
   */
  @ParameterizedTest
  @EnumSource
  void aPartInTwoBuildingsBelongsToTheFirst(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", "0 0, 10 0, 10.1 10.3, 0.2 10, 0 0")
            .line(2, "building=yes", "0.1 0.1, 9.7 0.2, 9.6 9.8, 0.3 9.7, 0.1 0.1")
            .line(3, "building:part=yes, building:levels=4", "1.1 1.3, 2.7 1.9, 2.3 3.1, 1.1 1.3");
    assertEquals(
        List.of("4", ""),
        read(format, map).buildings().stream()
            .map(b -> b.element().tags().getOrDefault("parts:building:levels", ""))
            .toList());
    assertIssues("osm-part way/3");
  }

  /** Of an element that comes twice the later counts, wherever the file has it. */
  @ParameterizedTest
  @EnumSource
  void theLaterOfTwoElementsOfOneIdCounts(Format format) {
    OsmFixture map = new OsmFixture();
    for (int copy = 0; copy < 40; copy++) {
      map.node(1, copy, copy).node(2, 10 + copy, copy).node(3, copy, 10 + copy);
      map.way(1, "building=yes, copy=" + copy, 1, 2, 3, 1);
    }
    OsmData data = read(format, map);
    assertEquals("39", data.buildings().get(0).element().tags().get("copy"));
    assertBuildings(data, "way/1 POLYGON ((39 39, 49 39, 39 49, 39 39))");
  }

  @ParameterizedTest
  @EnumSource
  void aMissingCourtyardIsReportedAndTheHouseRead(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "", SQUARE)
            .line(2, "", "4 4, 6 4, 6 6")
            .relation(
                3,
                "building=yes, type=multipolygon",
                "way 1 outer",
                "way 2 inner",
                "way 77 inner",
                "node 5 entrance");
    assertBuildings(read(format, map), "relation/3 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))");
    assertIssues("osm-member-missing relation/3", "osm-unclosed relation/3");
    assertTrue(issues.toString().contains("way/77"), issues.toString());
  }

  @ParameterizedTest
  @EnumSource
  void anInnerRingOutsideIsReportedAndTheHouseRead(Format format) {
    OsmFixture map =
        new OsmFixture()
            .line(1, "", SQUARE)
            .line(2, "", "20 0, 30 0, 30 10, 20 0")
            .relation(3, "building=yes, type=multipolygon", "way 1 outer", "way 2 inner");
    assertBuildings(read(format, map), "relation/3 POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))");
    assertIssues("osm-inner-outside relation/3");
  }

  @ParameterizedTest
  @EnumSource
  void twoNodesAtOnePlaceCloseALine(Format format) {
    OsmFixture map =
        new OsmFixture()
            .node(1, 0, 0)
            .node(2, 10, 0)
            .node(3, 10, 10)
            .node(4, 0, 0)
            .way(1, "building=yes", 1, 2, 3, 4);
    assertBuildings(read(format, map), "way/1 POLYGON ((0 0, 10 0, 10 10, 0 0))");
  }

  @ParameterizedTest
  @EnumSource
  void elementsMayComeInAnyOrder(Format format) {
    OsmFixture map =
        new OsmFixture()
            .node(9, 10, 10)
            .node(-3, 0, 0)
            .node(5, 10, 0)
            .way(12, "building=yes", -3, 5, 9, -3)
            .way(4, "building=yes", 5, 9, -3, 5);
    assertBuildings(
        read(format, map),
        "way/12 POLYGON ((0 0, 10 0, 10 10, 0 0))",
        "way/4 POLYGON ((0 0, 10 0, 10 10, 0 0))");
    assertEquals(4, read(format, map).buildings().get(0).element().id());
  }

  @ParameterizedTest
  @EnumSource
  void theExtentIsThatOfTheHeader(Format format) throws ParseException {
    OsmFixture map = new OsmFixture().bounds(-1, -2, 30, 40).line(1, "building=yes", SQUARE);
    assertEquals(
        new WKTReader().read("POLYGON ((-1 -2, 30 -2, 30 40, -1 40, -1 -2))").norm(),
        read(format, map).extent().norm());
  }

  @ParameterizedTest
  @EnumSource
  void withoutBoundsTheExtentIsTheHullOfTheBuildings(Format format) throws ParseException {
    OsmFixture map =
        new OsmFixture()
            .line(1, "building=yes", "0 0, 1 0, 0 1, 0 0")
            .line(2, "building=yes", "9 0, 10 0, 10 1, 9 0")
            .line(3, "highway=service", "50 50, 60 60");
    assertEquals(
        new WKTReader().read("POLYGON ((0 0, 10 0, 10 1, 0 1, 0 0))").norm(),
        read(format, map).extent().norm());
  }

  @ParameterizedTest
  @EnumSource
  void aFileWithoutBuildingsIsNoError(Format format) {
    OsmData data = read(format, new OsmFixture());
    assertBuildings(data);
    assertTrue(data.extent().isEmpty());
  }

  private OsmData read(Format format, OsmFixture map) {
    return OsmReader.read(map.write(format, folder), issues::add);
  }

  /** Each as its reference and its outline as WKT. */
  private static void assertBuildings(OsmData data, String... expected) {
    Map<String, String> wanted = new TreeMap<>();
    for (String line : expected) {
      int space = line.indexOf(' ');
      try {
        wanted.put(
            line.substring(0, space),
            new WKTReader().read(line.substring(space + 1)).norm().toText());
      } catch (ParseException e) {
        throw new IllegalArgumentException(line, e);
      }
    }
    Map<String, String> found = new TreeMap<>();
    for (OsmBuilding b : data.buildings()) {
      assertTrue(b.outline().isValid());
      String twice = found.put(b.element().ref(), b.outline().norm().toText());
      assertEquals(null, twice, b.element().ref() + " is there twice");
    }
    assertEquals(wanted, found);
  }

  private void assertIssues(String... expected) {
    TreeSet<String> found = new TreeSet<>();
    for (DataIssue issue : issues) {
      assertTrue(issue.where().contains("map.dat: "), issue.where());
      found.add(issue.code() + " " + issue.where().replaceFirst(".*: ", ""));
    }
    assertEquals(new TreeSet<>(List.of(expected)), found);
  }
}
