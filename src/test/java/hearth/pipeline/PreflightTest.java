package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.RunConfig;
import hearth.raster.Gdal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before any work, and what is told of it. */
class PreflightTest {
  private static final long MB = 1 << 20;

  @TempDir Path folder;

  private static void refused(Runnable check, String... words) {
    InputException e = assertThrows(InputException.class, check::run);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void eachRefusalHasItsRemedy() {
    refused(
        () ->
            Preflight.requireSpace(
                Path.of("out"), OptionalLong.of(10 * MB), 64 * MB, "Make room on it."),
        "out: the disk has 10 MB left",
        "64 MB",
        "Make room");
    refused(
        () -> Preflight.requireMemory(OptionalLong.of(100 * MB), 900 * MB), "100 MB", "--workers");
    refused(() -> Preflight.requireHeap(32 * MB, 100 * MB), "32 MB", "HEARTH_JAVA_OPTS=-Xmx200m");
    refused(() -> Preflight.requireOpenFiles(OptionalLong.of(64), 300), "64", "ulimit -n 600");
    refused(() -> Preflight.requireConnections(1, 4), "1 more", "max_connections");
  }

  @Test
  void whatTheSystemDoesNotTellIsNotRefused() {
    assertDoesNotThrow(
        () -> Preflight.requireSpace(folder, OptionalLong.empty(), Long.MAX_VALUE, ""));
    assertDoesNotThrow(() -> Preflight.requireMemory(OptionalLong.empty(), Long.MAX_VALUE));
    assertDoesNotThrow(() -> Preflight.requireOpenFiles(OptionalLong.empty(), 1));
    assertTrue(Resources.freeMemory().orElse(1) > 0);
    assertTrue(Resources.disk(folder).orElse(1) > 0);
  }

  @Test
  void aDryRunTellsWhatIsNeededAndLeavesNothing() throws IOException {
    Gdal.initialise();
    JobValues values = new JobValues();
    Map.of(
            JobKey.IMAGERY, "data-samples/banepa/imagery.tif",
            JobKey.SEGMENTER, "small-sam",
            JobKey.DETECTOR, "small-yolo",
            JobKey.WORKERS, "2",
            JobKey.OUT, folder.resolve("out").toString())
        .forEach((key, value) -> values.set(key, List.of(value), Path.of("")));
    // A private server that nobody has started: a dry run does not start it.
    Map<String, String> environment = Map.of("HEARTH_HOME", folder.resolve("data").toString());
    DryRun dry = dryRun(values, environment);
    assertFalse(dry.databaseAsked());
    assertEquals(169, dry.estimate().tiles());
    assertEquals(2, dry.estimate().workers());
    assertTrue(dry.seconds() > 0.1 && dry.seconds() < 600, dry.toString());
    assertTrue(dry.estimate().resultBytes() > 64 * MB, dry.toString());
    assertFalse(Files.exists(folder.resolve("out")));
    assertFalse(Files.exists(folder.resolve("data/db/data")));

    values.set(JobKey.DB, List.of("jdbc:postgresql://127.0.0.1:1/hearth"), Path.of(""));
    InputException refused = assertThrows(InputException.class, () -> dryRun(values, environment));
    assertTrue(refused.getMessage().contains("127.0.0.1:1"), refused.getMessage());
  }

  private DryRun dryRun(JobValues values, Map<String, String> environment) throws IOException {
    return new Run(
            RunConfig.of(values),
            SmallModels.home(folder, environment),
            Progress.SILENT,
            () -> false)
        .dryRun(false);
  }
}
