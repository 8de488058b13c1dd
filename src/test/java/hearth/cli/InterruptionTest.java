package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Ctrl-C does while a job runs. */
@Timeout(30)
class InterruptionTest {
  @Test
  void theJobIsAskedToStopAndTheUserIsToldWhatToDo() throws InterruptedException {
    StringWriter said = new StringWriter();
    try (Interruption interruption = Interruption.watch(new PrintWriter(said, true))) {
      assertFalse(interruption.isRequested());
      Thread signal = new Thread(interruption::request);
      signal.start();
      while (!interruption.isRequested() || !said.toString().contains("again")) {
        Thread.onSpinWait();
      }
      assertTrue(signal.isAlive(), "the process is kept until the job has ended");
      interruption.close();
      signal.join();
    }
    assertTrue(said.toString().contains("Run the job again"), said.toString());
  }
}
