package hearth.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class OutlineQualityTest {
  private static final double EXACT = 1e-9;
  private static final Geometry HOUSE = read("POLYGON ((0 0, 10 0, 10 8, 0 8, 0 0))");

  @Test
  void anOutlineDrawnAlikeScoresBest() {
    OutlineScores scores = score(HOUSE, HOUSE);
    assertEquals(new OutlineScores(0, 1, 0, 4), scores);
  }

  @Test
  void polisIsTheMeanDistanceOfTheCornersFromTheOtherOutline() {
    // Two of the four corners lie 1 m off the house; all of the house's lie on the longer outline.
    Geometry longer = read("POLYGON ((0 0, 11 0, 11 8, 0 8, 0 0))");
    assertEquals(0.25, OutlineQuality.polis(longer, HOUSE), EXACT);
    assertEquals(0.25, OutlineQuality.polis(HOUSE, longer), EXACT);
    // Moved sideways: half of the corners are 1 m off, seen from either side.
    Geometry moved = read("POLYGON ((1 0, 11 0, 11 8, 1 8, 1 0))");
    assertEquals(0.5, OutlineQuality.polis(moved, HOUSE), EXACT);
  }

  @Test
  void aVertexWithinAWallIsNoCorner() {
    Geometry dense = read("POLYGON ((0 0, 5 0, 10 0, 10 8, 6 8.1, 0 8, 0 0))");
    assertEquals(6, OutlineQuality.vertices(dense));
    assertEquals(4, OutlineQuality.corners(dense));
    assertEquals(1, score(dense, HOUSE).cornerRatio(), EXACT);
  }

  @Test
  void cornersOfCourtyardsCount() {
    Geometry block = read("POLYGON ((0 0, 20 0, 20 20, 0 20, 0 0), (5 5, 5 15, 15 15, 15 5, 5 5))");
    assertEquals(8, OutlineQuality.corners(block));
    assertEquals(8, OutlineQuality.vertices(block));
  }

  @Test
  void theDirectionOfATurnedHouseIsOffByItsTurn() {
    double turn = Math.toRadians(10);
    Geometry turned = AffineTransformation.rotationInstance(turn, 5, 4).transform(HOUSE);
    assertEquals(10, score(turned, HOUSE).orientationErrorDegrees(), 1e-6);
    assertEquals(Math.toRadians(10), MainDirection.of(turned).orElseThrow(), 1e-9);
  }

  @Test
  void aQuarterTurnIsNoneAndACircleHasNoDirection() {
    assertEquals(0, MainDirection.between(0.1, 0.1 + Math.PI / 2), EXACT);
    assertEquals(0.2, MainDirection.between(0.1, Math.PI / 2 - 0.1), EXACT);
    Geometry circle = HOUSE.getCentroid().buffer(6, 16);
    assertTrue(MainDirection.of(circle).isEmpty());
    assertEquals(0, score(circle, HOUSE).orientationErrorDegrees());
  }

  private static OutlineScores score(Geometry found, Geometry truth) {
    return FootprintAccuracy.evaluate(List.of(found), List.of(truth), Optional.empty()).outlines();
  }

  private static Geometry read(String wkt) {
    try {
      return new WKTReader().read(wkt);
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }
}
