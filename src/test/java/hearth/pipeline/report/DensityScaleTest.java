package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DensityScaleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60|0–15, 15–30, 30–45, 45–60",
        "61.2|0–15, 15–30, 30–45, 45–60, 60–75",
        "5|0–1, 1–2, 2–3, 3–4, 4–5",
        "12|0.0–2.5, 2.5–5.0, 5.0–7.5, 7.5–10.0, 10.0–12.5",
        "0.04|0.000–0.008, 0.008–0.016, 0.016–0.024, 0.024–0.032, 0.032–0.040",
        "20000|0–4,000, 4,000–8,000, 8,000–12,000, 12,000–16,000, 16,000–20,000"
      })
  void limitsAreRound(float max, String labels) {
    DensityScale scale = DensityScale.covering(new float[] {0, max, Float.NaN});
    String actual =
        String.join(", ", IntStream.range(0, scale.classes()).mapToObj(scale::label).toList());
    assertEquals(labels, actual);
  }

  @ParameterizedTest
  @ValueSource(floats = {0.0003f, 1, 7.77f, 99.99f, 100, 12345})
  void theLargestFigureLiesInTheLastClass(float max) {
    DensityScale scale = DensityScale.covering(new float[] {max});
    assertEquals(scale.classes() - 1, scale.classOf(max));
    assertEquals(0, scale.classOf(max / 1000));
    assertTrue(scale.classes() <= 5);
  }

  @Test
  void nobodyAnywhereStillHasAScale() {
    DensityScale scale = DensityScale.covering(new float[] {0, Float.NaN});
    assertEquals(1, scale.classes());
    assertEquals("0–1", scale.label(0));
  }
}
