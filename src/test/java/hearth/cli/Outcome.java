package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What a command line did: exit status and what it printed. */
record Outcome(int status, String out, String err) {

  /** With this process's own environment. */
  static Outcome of(String... args) {
    return of(System.getenv(), args);
  }

  static Outcome of(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), environment, args);
    return new Outcome(status, out.toString(), err.toString());
  }

  /** Exit status 0 and nothing to complain of. */
  Outcome assertDone() {
    assertEquals(0, status, err);
    return this;
  }

  /** Exit status 2, all of the words, and nothing that only a programmer understands. */
  Outcome assertRefused(String... words) {
    assertEquals(2, status, err);
    for (String word : words) {
      assertTrue(err.contains(word), () -> "no '" + word + "' in: " + err);
    }
    assertFalse(err.contains("\tat ") || err.contains("Exception"), err);
    assertFalse(err.contains("null"), err);
    return this;
  }
}
