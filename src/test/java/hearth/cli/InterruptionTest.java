package hearth.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM does to a process whose tiles are in work. */
@Timeout(90)
class InterruptionTest {
  @TempDir Path folder;

  @Test
  void theProcessEndsByItselfAndSaysWhatToDo() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("-Djava.library.path"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "segment",
            "--imagery",
            SampleCrop.SAMPLE.resolve("imagery.tif").toString(),
            "--workers",
            "1",
            "--out",
            folder.resolve("found.gpkg").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader said = process.inputReader()) {
      String line = said.readLine();
      while (line != null && !line.equals("hearth: tiles")) {
        line = said.readLine();
      }
      // Long enough for a tile to be under way; nine of them take several times as long.
      Thread.sleep(500);
      process.toHandle().destroy();
      String rest = said.lines().collect(Collectors.joining("\n"));
      int status = process.waitFor();
      assertTrue(rest.contains("Run the job again"), rest);
      assertFalse(rest.contains("fatal error"), rest);
      // 130 where the tile takes more than ten seconds.
      assertEquals(rest.contains("in the middle of work") ? 130 : Main.FAILED, status, rest);
    }
    assertFalse(Files.exists(folder.resolve("found.gpkg")));
  }
}
