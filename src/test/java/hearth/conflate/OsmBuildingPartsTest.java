package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.conflate.OsmFixture.Format;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of parts of buildings; each case in all forms. */
class OsmBuildingPartsTest extends OsmReaderCase {
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
}
