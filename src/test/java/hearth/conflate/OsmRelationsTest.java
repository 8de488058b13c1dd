package hearth.conflate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.conflate.OsmFixture.Format;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of relations that draw an outline; each case in all forms. */
class OsmRelationsTest extends OsmReaderCase {
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
}
