package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0.00 s",
        "9.994|9.99 s",
        "59.4|59.4 s",
        "59.6|1 min 00 s",
        "3725|1 h 02 min",
        "NaN|–"
      })
  void durations(double seconds, String text) {
    assertEquals(text, Figures.duration(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0.000",
        "-0.0|0.000",
        "1e-9|1e-09",
        "-3e-5|-3e-05",
        "0.0016|0.002",
        "-1234.5|-1,234.500",
        "NaN|–"
      })
  void differences(double value, String text) {
    assertEquals(text, Figures.difference(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"-0.04|0.0", "-0.06|-0.1", "1234567.89|1,234,567.9"})
  void decimals(double value, String text) {
    assertEquals(text, Figures.decimals(value, 1));
  }
}
