package hearth.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.TileLattice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/**
 * Each rule of the seam merge by itself. Two rows of tiles of 1 m pixels: cores of 40 m, blocks of
 * 60 m. Tile 0/0 owns x 0..40, y 0..40 and sees -10..50; tile 1/0 owns x 40..80 and sees 30..90.
 */
class SeamMergerTest {
  private static final Crs UTM = Crs.epsg(32645);
  private static final TileViews VIEWS =
      TileViews.of(
          new TileLattice(new Grid(UTM, Affine.northUp(0, 40, 1, 1), 200, 80), 60, 10), UTM);
  private static final SeamMerger MERGER = new SeamMerger(SeamOptions.DEFAULT);

  @Test
  void aHouseSeenWholeByTwoTilesIsOneByTheBetterEvidence() {
    List<Building> result =
        merge(
            whole(0, 0, 0.6, "POLYGON ((32 10, 48 10, 48 20, 32 20, 32 10))"),
            whole(1, 0, 0.8, "POLYGON ((33 10, 47 10, 47 20, 33 20, 33 10))"));
    assertOutlines(result, "POLYGON ((33 10, 47 10, 47 20, 33 20, 33 10))");
    assertEquals(0.8, result.get(0).evidence().score());
    assertEquals(List.of("0/0", "1/0"), result.get(0).tiles());
  }

  @Test
  void theWholeHouseWinsOverABetterScoredPart() {
    List<Building> result =
        merge(
            whole(1, 0, 0.3, "POLYGON ((45 10, 65 10, 65 20, 45 20, 45 10))"),
            cut(0, 0, 0.9, "POLYGON ((45 10, 50 10, 50 20, 45 20, 45 10))"));
    assertOutlines(result, "POLYGON ((45 10, 65 10, 65 20, 45 20, 45 10))");
    assertEquals(List.of("0/0", "1/0"), result.get(0).tiles());
  }

  @Test
  void partsOfABuildingLargerThanATileAreUnitedAcrossThreeTiles() {
    List<Building> result =
        merge(
            cut(0, 0, 0.5, "POLYGON ((20 10, 50 10, 50 20, 20 20, 20 10))"),
            cut(1, 0, 0.9, "POLYGON ((30 10, 90 10, 90 20, 30 20, 30 10))"),
            cut(2, 0, 0.7, "POLYGON ((70 10, 100 10, 100 20, 70 20, 70 10))"));
    assertOutlines(result, "POLYGON ((20 10, 100 10, 100 20, 20 20, 20 10))");
    assertEquals(0.9, result.get(0).evidence().score(), "the part that saw most of it speaks");
    assertEquals(List.of("0/0", "1/0", "2/0"), result.get(0).tiles());
  }

  @Test
  void theLegsOfAULooseInOneTileAreJoinedByTheOther() {
    List<Building> result =
        merge(
            cut(0, 0, 0.5, "POLYGON ((5 2, 50 2, 50 8, 5 8, 5 2))"),
            cut(0, 0, 0.5, "POLYGON ((5 32, 50 32, 50 38, 5 38, 5 32))"),
            cut(1, 0, 0.5, "POLYGON ((30 2, 70 2, 70 38, 30 38, 30 32, 64 32, 64 8, 30 8, 30 2))"));
    assertOutlines(result, "POLYGON ((5 2, 70 2, 70 38, 5 38, 5 32, 64 32, 64 8, 5 8, 5 2))");
  }

  @Test
  void rowHousesCutAtASeamStayApart() {
    // The wall is at y = 20; each tile sees one house only and puts the wall half a metre off.
    List<Building> result =
        merge(
            cut(0, 0, 0.5, "POLYGON ((10 5, 50 5, 50 20.5, 10 20.5, 10 5))"),
            cut(1, 0, 0.5, "POLYGON ((30 19.5, 90 19.5, 90 35, 30 35, 30 19.5))"));
    assertEquals(2, result.size());
  }

  @Test
  void duplicatesWithinATileLeaveTheBetterNotTheLarger() {
    List<Building> result =
        merge(
            whole(0, 0, 0.7, "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))"),
            whole(0, 0, 0.6, "POLYGON ((10 10, 24 10, 24 20, 10 20, 10 10))"));
    assertOutlines(result, "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))");
  }

  @Test
  void aCalibratedProbabilityDecidesBeforeTheScores() {
    Detection sure =
        new Detection(
            0,
            0,
            polygon("POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))"),
            false,
            "building",
            "detector",
            new Evidence(0.2, 0.2, 0.2, 0.95));
    List<Building> result =
        merge(sure, whole(0, 0, 0.9, "POLYGON ((11 10, 20 10, 20 20, 11 20, 11 10))"));
    assertEquals(0.95, result.get(0).evidence().pBuilding());
    assertEquals(1, result.size());
  }

  @Test
  void theNameThatTheDetectorGaveStaysWithTheBetterOne() {
    String house = "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))";
    Evidence strong = new Evidence(0.9, 1, 1, Double.NaN);
    Evidence weak = new Evidence(0.5, 1, 1, Double.NaN);
    Detection red = new Detection(0, 0, polygon(house), false, "red house", "detector", strong);
    Detection tank = new Detection(0, 0, polygon(house), false, "water tank", "detector", weak);
    assertEquals("red house", merge(tank, red).get(0).evidence().label());
    // Equal in all else, the order of the detections decides nothing.
    Detection roof = new Detection(0, 0, polygon(house), false, "roof", "detector", strong);
    assertEquals("red house", merge(roof, red).get(0).evidence().label());
    assertEquals("red house", merge(red, roof).get(0).evidence().label());
    Detection mapped = new Detection(0, 0, polygon(house), false, "building", "osm", strong);
    assertEquals("", merge(mapped).get(0).evidence().label(), "no detector asked");
  }

  @Test
  void aPartThatTheOwnerOfTheGroundDoesNotConfirmIsDropped() {
    assertOutlines(merge(cut(0, 0, 0.9, "POLYGON ((42 10, 50 10, 50 20, 42 20, 42 10))")));
  }

  @Test
  void aPartMostlyInTheCoreOfItsTileIsKeptWithoutAPartner() {
    String outline = "POLYGON ((10 10, 50 10, 50 20, 10 20, 10 10))";
    assertOutlines(merge(cut(0, 0, 0.4, outline)), outline);
  }

  @Test
  void aWholeHouseInTheHaloIsKeptThoughOnlyOneTileFoundIt() {
    String outline = "POLYGON ((41 10, 48 10, 48 20, 41 20, 41 10))";
    assertOutlines(merge(whole(0, 0, 0.4, outline)), outline);
  }

  @Test
  void aLonePartInsideAUnitedBuildingBelongsToIt() {
    List<Building> result =
        merge(
            cut(0, 0, 0.5, "POLYGON ((20 10, 50 10, 50 20, 20 20, 20 10))"),
            cut(1, 0, 0.5, "POLYGON ((30 10, 90 10, 90 20, 30 20, 30 10))"),
            cut(2, 0, 0.5, "POLYGON ((70 10, 100 10, 100 20, 70 20, 70 10))"),
            cut(1, 1, 0.99, "POLYGON ((42 10, 50 10, 50 13, 42 13, 42 10))"));
    assertOutlines(result, "POLYGON ((20 10, 100 10, 100 20, 20 20, 20 10))");
  }

  @Test
  void theBetterOfTwoNeighboursKeepsTheGroundBothClaim() {
    List<Building> result =
        merge(
            whole(0, 0, 0.5, "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))"),
            whole(0, 0, 0.9, "POLYGON ((18 10, 30 10, 30 20, 18 20, 18 10))"));
    assertOutlines(
        result,
        "POLYGON ((10 10, 18 10, 18 20, 10 20, 10 10))",
        "POLYGON ((18 10, 30 10, 30 20, 18 20, 18 10))");
  }

  @Test
  void anOverlapOfFivePercentStays() {
    List<Building> result =
        merge(
            whole(0, 0, 0.5, "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))"),
            whole(0, 0, 0.9, "POLYGON ((19.5 10, 30 10, 30 20, 19.5 20, 19.5 10))"));
    assertOutlines(
        result,
        "POLYGON ((10 10, 20 10, 20 20, 10 20, 10 10))",
        "POLYGON ((19.5 10, 30 10, 30 20, 19.5 20, 19.5 10))");
  }

  @Test
  void aCutInTwoLeavesTheLargestPart() {
    List<Building> result =
        merge(
            whole(0, 0, 0.5, "POLYGON ((0 12, 30 12, 30 18, 0 18, 0 12))"),
            whole(0, 0, 0.9, "POLYGON ((10 0, 16 0, 16 30, 10 30, 10 0))"));
    assertOutlines(
        result,
        "POLYGON ((16 12, 30 12, 30 18, 16 18, 16 12))",
        "POLYGON ((10 0, 16 0, 16 30, 10 30, 10 0))");
  }

  @Test
  void whatSeveralBetterOnesCoverGoes() {
    List<Building> result =
        merge(
            whole(0, 0, 0.9, "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))"),
            whole(0, 0, 0.8, "POLYGON ((10 0, 20 0, 20 10, 10 10, 10 0))"),
            whole(0, 0, 0.5, "POLYGON ((2 -2, 18 -2, 18 10, 2 10, 2 -2))"));
    assertEquals(2, result.size());
    assertTrue(result.stream().allMatch(b -> b.evidence().score() >= 0.8));
  }

  @Test
  void nothingInNothingOut() {
    assertTrue(merge().isEmpty());
  }

  @Test
  void theOrderOfTheDetectionsPlaysNoPart() {
    Random random = new Random(7);
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int column = random.nextInt(3);
      double x = 40 * column - 10 + random.nextInt(50);
      double y = random.nextInt(30) - 5;
      double width = 4 + random.nextInt(20);
      boolean cut = x + width > 40 * column + 50;
      double right = Math.min(x + width, 40 * column + 50);
      String wkt =
          "POLYGON ((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))"
              .formatted(x, y, right, y + 6);
      // Few different scores, so that ties are common.
      double score = (1 + random.nextInt(3)) / 4.0;
      detections.add(cut ? cut(column, 0, score, wkt) : whole(column, 0, score, wkt));
    }
    List<Building> expected = MERGER.merge(detections, VIEWS);
    assertNoOverlaps(expected);
    for (int run = 0; run < 10; run++) {
      Collections.shuffle(detections, random);
      assertEquals(expected, MERGER.merge(detections, VIEWS));
    }
  }

  static void assertNoOverlaps(List<Building> buildings) {
    for (Overlap pair : Overlaps.among(buildings.stream().map(Building::outline).toList())) {
      assertTrue(pair.insideSmaller() <= 0.05, pair.toString());
    }
  }

  private static List<Building> merge(Detection... detections) {
    List<Building> result = MERGER.merge(List.of(detections), VIEWS);
    assertEquals(result.stream().sorted(Building.BY_ID).toList(), result);
    return result;
  }

  private static void assertOutlines(List<Building> buildings, String... wkt) {
    assertEquals(
        Stream.of(wkt).map(w -> polygon(w).norm().toText()).sorted().toList(),
        buildings.stream().map(b -> b.outline().norm().toText()).sorted().toList());
    for (Building b : buildings) {
      assertEquals(Source.SAM, b.source());
      assertEquals(Status.ADDED, b.status());
      assertTrue(b.outline().isValid());
    }
  }

  private static Detection whole(int column, int row, double score, String wkt) {
    return detection(column, row, score, wkt, false);
  }

  private static Detection cut(int column, int row, double score, String wkt) {
    return detection(column, row, score, wkt, true);
  }

  private static Detection detection(int column, int row, double score, String wkt, boolean cut) {
    Evidence evidence = new Evidence(score, 1, 1, Double.NaN);
    return new Detection(column, row, polygon(wkt), cut, "building", "detector", evidence);
  }

  private static Polygon polygon(String wkt) {
    try {
      Geometry geometry = new WKTReader().read(wkt);
      return (Polygon) geometry;
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }
}
