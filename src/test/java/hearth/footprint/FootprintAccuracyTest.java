package hearth.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class FootprintAccuracyTest {
  private static final double EXACT = 1e-9;

  @Test
  void equalOutlinesScoreOne() {
    List<Geometry> houses = List.of(box(0, 0, 10, 10), box(20, 0, 4, 5));
    FootprintScores scores = evaluate(houses, houses);
    for (ThresholdScores s : scores.byThreshold().values()) {
      assertEquals(new ThresholdScores(1, 1, 1, 1, 2, 0, 0), s);
    }
    assertEquals(1, scores.boundaryIou(), EXACT);
    assertEquals(120, scores.truthAreaSquareMetres(), EXACT);
    assertEquals(0, scores.relativeAreaError());
    assertEquals(0, scores.relativeCountError());
  }

  @Test
  void aMatchCountsUpToItsIou() {
    // Shared 80, union 120: IoU 2/3.
    FootprintScores scores =
        evaluate(List.of(box(2, 0, 10, 10), box(50, 0, 3, 3)), List.of(box(0, 0, 10, 10)));
    assertEquals(new ThresholdScores(0.5, 1, 2.0 / 3, 80.0 / 120, 1, 1, 0), scores.at(0.3));
    assertEquals(scores.at(0.3), scores.at(0.5));
    assertEquals(new ThresholdScores(0, 0, 0, 0, 0, 2, 1), scores.at(0.7));
    assertEquals(1, scores.relativeCountError());
    assertEquals(0.09, scores.relativeAreaError(), EXACT);
  }

  @Test
  void anIouOfExactlyTheThresholdIsAMatch() {
    // Shared 50, union 100.
    assertEquals(
        1, evaluate(List.of(box(0, 0, 5, 10)), List.of(box(0, 0, 10, 10))).at(0.5).truePositives());
  }

  @Test
  void eachOutlineIsMatchedOnceBestPairsFirst() {
    // The large prediction covers both truths, 60 % and 40 % of it; the small one fits the second.
    List<Geometry> predicted = List.of(box(0, 0, 10, 10), box(6, 0, 4, 9));
    List<Geometry> truth = List.of(box(0, 0, 6, 10), box(6, 0, 4, 10));
    ThresholdScores scores = evaluate(predicted, truth).at(0.5);
    assertEquals(2, scores.truePositives());
    assertEquals((0.6 + 0.9) / 2, scores.meanIou(), EXACT);
  }

  @Test
  void aPairLosesItsPartnersToABetterPair() {
    // 0.8 takes the truth; the other prediction, IoU 0.5 with it, is left alone.
    List<Geometry> predicted = List.of(box(0, 0, 8, 10), box(0, 0, 5, 10));
    assertEquals(
        new ThresholdScores(0.5, 1, 2.0 / 3, 0.8, 1, 1, 0),
        evaluate(predicted, List.of(box(0, 0, 10, 10))).at(0.5));
  }

  @Test
  void multipolygonsAndHolesCountByTheirArea() {
    Geometry ring = wkt("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 9 1, 9 9, 1 9, 1 1))");
    Geometry two = wkt("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((6 0, 10 0, 10 4, 6 4, 6 0)))");
    assertEquals(0, evaluate(List.of(ring), List.of(box(0, 0, 10, 10))).at(0.5).truePositives());
    assertEquals(0.36, Overlaps.between(List.of(ring), List.of(box(0, 0, 10, 10))).get(0).iou());
    assertEquals(1, evaluate(List.of(two), List.of(box(0, 0, 10, 4))).at(0.7).truePositives());
  }

  @Test
  void bothSidesAreClippedToTheAreaFirst() {
    Geometry area = box(0, 0, 10, 10);
    List<Geometry> predicted =
        List.of(
            box(1, 1, 2, 2), // inside
            box(8, 0, 10, 5), // 10 m² of it inside
            box(9.9, 6, 10, 3), // a sliver of 0.3 m² inside
            box(10, 0, 5, 5), // touches the border
            box(50, 50, 5, 5)); // outside
    List<Geometry> truth = List.of(box(1, 1, 2, 2), box(8, 0, 2, 5), box(40, 0, 5, 5));
    FootprintScores scores = FootprintAccuracy.evaluate(predicted, truth, Optional.of(area));
    assertEquals(new ThresholdScores(1, 1, 1, 1, 2, 0, 0), scores.at(0.7));
    assertEquals(14, scores.predictedAreaSquareMetres(), EXACT);
  }

  @Test
  void aTinyHouseThatWasNotClippedStays() {
    List<Geometry> tiny = List.of(box(1, 1, 0.5, 0.5));
    FootprintScores scores = FootprintAccuracy.evaluate(tiny, tiny, Optional.of(box(0, 0, 10, 10)));
    assertEquals(1, scores.at(0.5).truePositives());
  }

  @Test
  void holesInTheAreaTakeHousesOut() {
    Geometry area =
        wkt("POLYGON ((0 0, 30 0, 30 30, 0 30, 0 0), (10 10, 20 10, 20 20, 10 20, 10 10))");
    FootprintScores scores =
        FootprintAccuracy.evaluate(
            List.of(box(11, 11, 5, 5), box(18, 12, 4, 4)), List.of(), Optional.of(area));
    assertEquals(1, scores.predicted());
    assertEquals(8, scores.predictedAreaSquareMetres(), EXACT);
  }

  @Test
  void emptySidesGiveZerosNotNaN() {
    List<Geometry> house = List.of(box(0, 0, 10, 10));
    FootprintScores noPrediction = evaluate(List.of(), house);
    assertEquals(new ThresholdScores(0, 0, 0, 0, 0, 0, 1), noPrediction.at(0.5));
    assertEquals(0, noPrediction.boundaryIou());
    assertEquals(-1, noPrediction.relativeAreaError());
    FootprintScores noTruth = evaluate(house, List.of());
    assertEquals(new ThresholdScores(0, 0, 0, 0, 0, 1, 0), noTruth.at(0.5));
    assertEquals(0, noTruth.relativeAreaError());
    assertEquals(0, noTruth.relativeCountError());
    assertEquals(new ThresholdScores(0, 0, 0, 0, 0, 0, 0), evaluate(List.of(), List.of()).at(0.5));
  }

  @Test
  void sizeClassesFollowTheTruth() {
    // Found 24 m² of a house of 30 m²; a false alarm of 100 m²; a hall of 500 m² missed.
    FootprintScores scores =
        evaluate(
            List.of(box(0, 0, 4, 6), box(100, 0, 10, 10)),
            List.of(box(0, 0, 5, 6), box(200, 0, 50, 10)));
    assertEquals(
        List.of("< 25 m²", "25-100 m²", "100-400 m²", ">= 400 m²"),
        scores.bySize().stream().map(FootprintScores.SizeClass::label).toList());
    assertEquals(
        List.of(
            ThresholdScores.of(0, 0, 0, 0),
            ThresholdScores.of(1, 0, 0, 0.8),
            ThresholdScores.of(0, 1, 0, 0),
            ThresholdScores.of(0, 0, 1, 0)),
        scores.bySize().stream().map(FootprintScores.SizeClass::scores).toList());
  }

  @Test
  void boundaryIouOfASmallHouseUsesABandOfOnePixel() {
    // Two frames 0.3 m wide, 0.1 m apart: 99 - 2 * 88.36 + 87.42 of 2 * 11.64 shared.
    double shared = 99 - 2 * 88.36 + 87.42;
    assertEquals(
        shared / (2 * 11.64 - shared),
        evaluate(List.of(box(0.1, 0, 10, 10)), List.of(box(0, 0, 10, 10))).boundaryIou(),
        1e-6);
  }

  @Test
  void boundaryIouOfALargeHouseUsesTwoPercentOfItsDiagonal() {
    double band = 0.02 * 100 * Math.sqrt(2);
    double inner = Math.pow(100 - 2 * band, 2);
    double truth = 100 * 100 - inner;
    double predicted = 98 * 98 - Math.pow(98 - 2 * band, 2);
    double shared = 98 * 98 - inner;
    assertEquals(
        shared / (truth + predicted - shared),
        evaluate(List.of(box(1, 1, 98, 98)), List.of(box(0, 0, 100, 100))).boundaryIou(),
        1e-6);
  }

  @Test
  void aHouseThinnerThanTheBandIsAllBoundary() {
    List<Geometry> shed = List.of(box(0, 0, 0.5, 8));
    assertEquals(1, evaluate(shed, shed).boundaryIou(), EXACT);
  }

  @Test
  void theOrderOfTheListsPlaysNoPart() {
    Random random = new Random(3);
    List<Geometry> predicted = new ArrayList<>();
    List<Geometry> truth = new ArrayList<>();
    // Whole metres, so that equal IoUs are common.
    for (int i = 0; i < 400; i++) {
      predicted.add(box(random.nextInt(60), random.nextInt(60), 5, 4 + random.nextInt(3)));
      truth.add(box(random.nextInt(60), random.nextInt(60), 5, 4 + random.nextInt(3)));
    }
    Optional<Geometry> area = Optional.of(box(3.5, 3.5, 50, 50));
    FootprintScores expected = FootprintAccuracy.evaluate(predicted, truth, area);
    assertTrue(expected.at(0.5).truePositives() > 50);
    for (int run = 0; run < 5; run++) {
      Collections.shuffle(predicted, random);
      Collections.shuffle(truth, random);
      assertEquals(expected, FootprintAccuracy.evaluate(predicted, truth, area));
    }
  }

  @Test
  void anUnknownThresholdIsNamed() {
    FootprintScores scores = evaluate(List.of(), List.of());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> scores.at(0.6))
            .getMessage()
            .contains("0.6"));
  }

  @Test
  void overlapsAreFoundByPairOnce() {
    List<Geometry> row =
        Stream.of(box(0, 0, 10, 10), box(9, 0, 10, 10), box(19, 0, 10, 10)).toList();
    // The last two share a wall only.
    assertEquals(List.of(new Overlap(0, 1, 10, 100, 100)), Overlaps.among(row));
  }

  private static FootprintScores evaluate(
      List<? extends Geometry> predicted, List<? extends Geometry> truth) {
    return FootprintAccuracy.evaluate(predicted, truth, Optional.empty());
  }

  private static Geometry box(double x, double y, double width, double height) {
    return new GeometryFactory().toGeometry(new Envelope(x, x + width, y, y + height));
  }

  private static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
