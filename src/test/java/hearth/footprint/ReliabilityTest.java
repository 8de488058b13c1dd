package hearth.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** Whether probabilities come true. */
class ReliabilityTest {
  private static Geometry square(double x) {
    return new GeometryFactory().toGeometry(new Envelope(x, x + 10, 0, 10));
  }

  private static ScoredOutline predicted(double x, double p) {
    return new ScoredOutline(square(x), new Evidence(0.5, 0.5, 0.5, p));
  }

  @Test
  void promisesAreComparedWithWhatCameTrue() {
    List<ScoredOutline> predicted =
        List.of(predicted(0, 0.92), predicted(20, 0.94), predicted(100, 0.98), predicted(42, 0.31));
    List<Geometry> truth = List.of(square(0), square(21), square(40));
    List<Reliability.Judged> judged = Reliability.judge(predicted, truth, Optional.empty());
    assertEquals(
        List.of(true, true, false, true),
        judged.stream().map(Reliability.Judged::isMatched).toList());
    Reliability r = Reliability.of(judged).orElseThrow();
    assertEquals(4, r.outlines());
    assertEquals(2, r.bins().size());
    assertEquals(new Reliability.Bin(0.3, 0.4, 1, 0.31, 1), r.bins().get(0));
    Reliability.Bin sure = r.bins().get(1);
    assertEquals(3, sure.outlines());
    assertEquals(2.84 / 3, sure.promised(), 1e-12);
    assertEquals(2.0 / 3, sure.matched(), 1e-12);
    // |0.31 - 1| and |2.84 - 2| over four outlines.
    assertEquals((0.69 + 0.84) / 4, r.expectedCalibrationError(), 1e-12);
  }

  @Test
  void outlinesOutsideTheAreaAndWithoutAProbabilityDoNotCount() {
    List<ScoredOutline> predicted =
        List.of(predicted(0, 1), predicted(200, 1), new ScoredOutline(square(20), Evidence.NONE));
    Geometry area = new GeometryFactory().toGeometry(new Envelope(-5, 50, -5, 50));
    List<Reliability.Judged> judged =
        Reliability.judge(predicted, List.of(square(0)), Optional.of(area));
    assertEquals(2, judged.size());
    Reliability r = Reliability.of(judged).orElseThrow();
    assertEquals(1, r.outlines());
    assertEquals(0, r.expectedCalibrationError());
    assertEquals(Optional.empty(), Reliability.of(judged.subList(1, 2)));
  }
}
