package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores into probabilities, and a precision into a score. */
class CalibrationTest {
  @TempDir Path folder;

  private static Calibration with(Calibration.Precision... precisions) {
    return new Calibration("sam", 2, -1, List.of(precisions));
  }

  private static Calibration.Precision at(double score, double precision) {
    return new Calibration.Precision(score, precision);
  }

  private Optional<Calibration> read(String calibration) throws IOException {
    Path file = folder.resolve("m.yaml");
    Files.writeString(
        file,
        "name: m\nkind: detector\nfiles:\n  model: {file: m.onnx, sha256: %s}\n%s"
            .formatted("a".repeat(64), calibration));
    return Calibration.of(ModelYaml.read(file));
  }

  @Test
  void aProbabilityIsTheSigmoidOfTheLogOdds() {
    // Log odds of 0.8 x 0.75 are log 1.5.
    double expected = 1 / (1 + Math.exp(-(2 * Math.log(1.5) - 1)));
    assertEquals(expected, with().probability(0.8, 0.75), 1e-12);
    assertEquals(0, with().probability(0, 0.9), 1e-6);
    assertEquals(1, with().probability(1, 1), 1e-6);
    assertEquals(1, with().probability(1, 1.2), 1e-6, "a predicted IoU may exceed 1");
    assertTrue(with().probability(0.5, 0.7) < with().probability(0.5, 0.8));
  }

  @Test
  void aPrecisionLiesBetweenTwoScoresOfTheTable() {
    Calibration c = with(at(0.3, 0.5), at(0.4, 0.7), at(0.5, 0.9));
    assertEquals(0.45, c.scoreFor(0.8, "m"), 1e-12);
    assertEquals(0.4, c.scoreFor(0.7, "m"), 1e-12);
    assertEquals(0.3, c.scoreFor(0.2, "m"), 1e-12, "the table's least score");
    InputException e = assertThrows(InputException.class, () -> c.scoreFor(0.95, "m"));
    assertTrue(e.getMessage().contains("0.90"), e.getMessage());
  }

  @Test
  void whereAPrecisionFallsAgainItDoesNotCount() {
    Calibration c = with(at(0.3, 0.85), at(0.4, 0.6), at(0.5, 0.8));
    assertEquals(0.5, c.scoreFor(0.8, "m"), 1e-12);
    assertThrows(InputException.class, () -> c.scoreFor(0.84, "m"));
    assertThrows(InputException.class, () -> with().scoreFor(0.5, "m"));
  }

  @Test
  void aDescriptionMayHaveOne() throws IOException {
    assertEquals(Optional.empty(), read(""));
    Calibration c =
        read("calibration: {segmenter: sam, slope: 2, intercept: -1, precision: {0.4: 0.7, 0.3:"
                + " 0.5}}")
            .orElseThrow();
    assertEquals(with(at(0.3, 0.5), at(0.4, 0.7)), c);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {segmenter: sam, intercept: 0}                                 | slope is not a number
          {segmenter: sam, slope: -1, intercept: 0}                      | slope is not positive
          {segmenter: sam, slope: 1, intercept: x}                       | intercept is not a number
          {segmenter: sam, slope: 1, intercept: 0, precision: [1]}       | no table
          {segmenter: sam, slope: 1, intercept: 0, precision: {a: 0.5}}  | a is no score
          {segmenter: sam, slope: 1, intercept: 0, precision: {0.5: a}}  | no number
          """)
  void oneThatIsNotUnderstoodIsRefused(String calibration, String why) {
    InputException e =
        assertThrows(InputException.class, () -> read("calibration: " + calibration));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
