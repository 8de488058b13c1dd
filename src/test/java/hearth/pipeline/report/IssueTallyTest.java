package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.geo.DataIssue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IssueTallyTest {
  @Test
  void countsAndExamplesDoNotDependOnTheOrder() {
    List<DataIssue> issues = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      issues.add(new DataIssue(i % 3 == 0 ? "b" : "a", "detail", "feature " + (100 + i)));
    }
    issues.add(issues.get(0));
    List<RunReport.IssueCount> expected = tally(issues);
    assertEquals(List.of("a", "b"), expected.stream().map(RunReport.IssueCount::code).toList());
    assertEquals(List.of(20, 11), expected.stream().map(RunReport.IssueCount::count).toList());
    assertEquals("feature 101", expected.get(0).examples().get(0).where());
    assertEquals(5, expected.get(0).examples().size());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(issues, new Random(seed));
      assertEquals(expected, tally(issues));
    }
  }

  private static List<RunReport.IssueCount> tally(List<DataIssue> issues) {
    IssueTally tally = new IssueTally();
    issues.forEach(tally);
    return tally.counts();
  }
}
