package hearth.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.cli.Main;
import hearth.pipeline.job.JobKey;
import hearth.raster.Gdal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short seeded part of {@code hearth bench faults}, and a database that does not come back. */
@Timeout(300)
class FaultsTest {
  private static FaultGround ground;
  private static SampleJob job;
  private static SampleJob.Left undisturbed;
  private static RunTime time;

  private final StringWriter said = new StringWriter();
  private final Faults faults =
      new Faults(
          job,
          ground.folder().resolve("log"),
          List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
          new Random(3));

  @BeforeAll
  static void runInPeace() throws Exception {
    Gdal.initialise();
    ground = FaultGround.make(folder -> BenchFaultsCommand.job(Path.of(""), folder));
    job = ground.job();
    Engine engine = job.start();
    assertTrue(engine.awaitTiles());
    long begun = System.nanoTime();
    assertEquals(Main.DONE, engine.status());
    // The first run of a process loads and compiles: later ones are over sooner.
    time = new RunTime((System.nanoTime() - begun) / 3);
    undisturbed = job.left();
  }

  @AfterAll
  static void leave() {
    ground.close();
  }

  @BeforeEach
  void forget() throws Exception {
    job.forget();
  }

  private void assertSame(String name, FaultTable.Fault fault) throws Exception {
    FaultTable table = new FaultTable(new PrintWriter(said, true));
    table.row(name, job, undisturbed, 1, fault);
    assertTrue(table.isGood(), said.toString());
  }

  @Test
  void aServerThatIsKilledIsWaitedFor() throws Exception {
    assertSame("server", () -> faults.killServer(time));
  }

  @Test
  void connectionsThatAreCutAreMadeAnew() throws Exception {
    assertSame("cut", () -> faults.cutConnections(time));
  }

  /** Where this user may not mount a small disk, there is nothing to fill. */
  @Test
  void aFullDiskStopsARunThatGoesOnWhenThereIsRoom() throws Exception {
    assumeTrue(ground.results().isPresent() && ground.server().isPresent(), "only root may mount");
    assertSame("results", () -> faults.fillResults(ground.results().get(), time));
  }

  @Test
  void tooLittleMemoryStopsARunThatGoesOnWithMore() throws Exception {
    assertSame("heap", () -> faults.smallHeap());
  }

  @Test
  void aDatabaseThatDoesNotComeBackStopsTheRunAfterTheStatedTime() throws Exception {
    int port = job.server().status().port().orElseThrow();
    try (CutProxy proxy = CutProxy.to(port)) {
      Engine engine = job.with(JobKey.DB_WAIT, "1").through(proxy.port()).start();
      assertTrue(engine.awaitTiles());
      assertTrue(proxy.cut(Long.MAX_VALUE / 1_000_000 / 2) > 0, "nothing was connected");
      assertEquals(Main.FAILED, engine.status());
    }
    assertTrue(job.find().orElseThrow().isInterrupted(), "nobody could tell the database");
    assertTrue(job.isUnfinished());

    job.resume(new PrintWriter(said, true));
    assertFalse(job.isUnfinished(), said.toString());
    assertEquals(undisturbed, job.left());
  }
}
