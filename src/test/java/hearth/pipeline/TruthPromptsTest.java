package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import hearth.segment.BoxPrompt;
import hearth.segment.PromptPoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** What somebody who knows the truth points at. */
class TruthPromptsTest {
  /** An L with a foot of 24 x 20. */
  private static final String L_SHAPE = "POLYGON((0 0, 4 0, 4 20, 24 20, 24 40, 0 40, 0 0))";

  private static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static Geometry square(int x, int y, int side) {
    return wkt(
        "POLYGON((%1$d %2$d, %3$d %2$d, %3$d %4$d, %1$d %4$d, %1$d %2$d))"
            .formatted(x, y, x + side, y + side));
  }

  @Test
  void theBoxIsTheEnvelope() {
    assertEquals(new BoxPrompt(0, 0, 24, 40), TruthPrompts.box(wkt(L_SHAPE)));
  }

  @Test
  void thePoleIsTheInnerPointFarthestFromTheOutline() {
    Geometry shape = wkt(L_SHAPE);
    Coordinate pole = TruthPrompts.pole(shape);
    double depth = shape.getBoundary().distance(shape.getFactory().createPoint(pole));
    // The foot is 24 wide and 20 high.
    assertEquals(10, depth, 0.11);
    assertTrue(shape.contains(shape.getFactory().createPoint(pole)));
  }

  @Test
  void thePoleOfSeveralPartsLiesInTheLargest() {
    Geometry parts = square(0, 0, 4).union(square(10, 10, 8));
    Coordinate pole = TruthPrompts.pole(parts);
    assertEquals(14, pole.x, 0.2);
    assertEquals(14, pole.y, 0.2);
  }

  @Test
  void theCorrectionLiesInTheLargestWrongRegion() {
    Geometry truth = square(0, 0, 20);
    // 5 x 20 missing on the right, 12 x 12 too much far away and 2 x 2 elsewhere.
    Geometry mask =
        wkt("POLYGON((0 0, 15 0, 15 20, 0 20, 0 0))")
            .union(square(40, 40, 12))
            .union(square(60, 0, 2));
    PromptPoint click = TruthPrompts.correction(mask, truth).orElseThrow();
    assertFalse(click.foreground(), "too much is a background click");
    assertEquals(46, click.x(), 0.2);
    assertEquals(46, click.y(), 0.2);

    Geometry less = wkt("POLYGON((0 0, 15 0, 15 20, 0 20, 0 0))").union(square(40, 40, 5));
    PromptPoint missing = TruthPrompts.correction(less, truth).orElseThrow();
    assertTrue(missing.foreground());
    assertEquals(17.5, missing.x(), 0.2);
  }

  @Test
  void anEmptyMaskIsCorrectedInsideTheBuildingAndAPerfectOneIsNot() {
    Geometry truth = square(0, 0, 20);
    PromptPoint click = TruthPrompts.correction(wkt("POLYGON EMPTY"), truth).orElseThrow();
    assertTrue(click.foreground());
    assertEquals(10, click.x(), 0.2);
    assertEquals(Optional.empty(), TruthPrompts.correction(truth, truth));
  }

  @Test
  void scoresOfNoBuildingAreNoNumberByZero() {
    assertEquals(new PromptScores(0, 3, 0, 0, 0, 0), PromptScores.of(List.of(), 3));
    PromptScores four = PromptScores.of(List.of(0.2, 0.8, 0.6, 0.76), 0);
    assertEquals(0.59, four.meanIou(), 1e-12);
    assertEquals(0.68, four.medianIou(), 1e-12);
    assertEquals(0.75, four.above50());
    assertEquals(0.5, four.above75());
  }

  @Test
  void anUnknownKindIsRefusedWithTheNearestName() {
    assertEquals(PromptKind.CORRECTED_POINT, PromptKind.parse("point+correction"));
    InputException refused = assertThrows(InputException.class, () -> PromptKind.parse("boxes"));
    assertTrue(refused.getMessage().contains("'box'"), refused.getMessage());
  }
}
