package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.OsmFixture.Format;
import hearth.geo.DataIssue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** What becomes of ways, and of files; each case in all forms. */
class OsmReaderTest extends OsmReaderCase {
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
}
