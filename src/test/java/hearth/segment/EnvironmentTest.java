package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EnvironmentTest {
  /** A job with a thousand imagery files; ONNX Runtime overflows a usual stack at some 4,000. */
  private static final int LETTERS = 40_000;

  /** What the started process runs. */
  static final class Started {
    public static void main(String[] args) {
      System.out.println(args[0].length() + " " + (Environment.get() != null));
    }
  }

  @Test
  @Timeout(120)
  void aLongCommandLineDoesNotEndTheProcess() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Started.class.getName(),
                "x".repeat(LETTERS))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor(60, TimeUnit.SECONDS);
    assertEquals(LETTERS + " true", said);
    assertEquals(0, process.exitValue());
  }
}
