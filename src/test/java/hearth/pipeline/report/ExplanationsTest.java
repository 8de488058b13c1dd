package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import hearth.population.AllocationRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationsTest {
  @ParameterizedTest
  @EnumSource
  void everyRuleIsPutInWords(AllocationRule rule) {
    assertNotEquals(rule.code(), Explanations.rule(rule.code()));
  }

  @Test
  void aCodeWithoutWordsIsShownAsItIs() {
    assertEquals("by-lot", Explanations.rule("by-lot"));
    assertEquals("", Explanations.remedy("never-seen"));
  }
}
