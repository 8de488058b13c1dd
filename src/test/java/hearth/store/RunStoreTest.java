package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Detection;
import hearth.footprint.Evidence;
import hearth.geo.InputException;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.locationtech.jts.algorithm.distance.DiscreteHausdorffDistance;

@Timeout(60)
class RunStoreTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private final RunStore store = new RunStore(POSTGRES.database());

  @Test
  void detectionsComeBackBitForBitInTheStatedOrder() {
    try (RunAttempt run = store.begin(Rows.start("bits"))) {
      Detection a = Rows.detection(1, 0, 3.3, 4.4);
      Detection b = Rows.detection(1, 0, 1.1, 2.2);
      Detection c = Rows.detection(0, 1, 5, 5);
      run.commitTile(Rows.tile(0, 1), List.of(c));
      run.commitTile(Rows.tile(1, 0), List.of(a, b));

      List<Detection> back = run.detections();

      assertEquals(List.of(a, b, c), back);
      for (int i = 0; i < 3; i++) {
        assertTrue(List.of(a, b, c).get(i).outline().equalsExact(back.get(i).outline()));
      }
    }
  }

  @Test
  void theLedgerComesBack() {
    try (RunAttempt run = store.begin(Rows.start("ledger"))) {
      TileRecord done = Rows.tile(2, 3);
      TileRecord failed =
          TileRecord.failed(0, 1, 3, "no 'block' at 4, 5\n🛑", Rows.box(0, 100, 100, 100));
      TileRecord empty = TileRecord.empty(0, 0, 1, Rows.box(0, 0, 100, 100));
      run.commitTile(done, List.of());
      run.commitTile(failed, List.of());
      run.commitTile(empty, List.of());

      List<TileRecord> back = run.tiles();

      assertEquals(List.of("0/0", "0/1", "2/3"), back.stream().map(TileRecord::name).toList());
      assertEquals(failed.error(), back.get(1).error());
      assertEquals(3, back.get(1).attempts());
      assertEquals(done.seconds(), back.get(2).seconds());
      assertTrue(back.get(0).imaged().isEmpty());
      assertEquals(
          0, DiscreteHausdorffDistance.distance(done.bounds(), back.get(2).bounds()), 1e-5);
    }
  }

  @Test
  void aRunThatNobodyWorksOnIsToldFromOneInWork() {
    try (RunAttempt run = store.begin(Rows.start("held"))) {
      RunInfo working = store.require("held");
      assertTrue(working.held() && !working.isInterrupted(), run.id());
    }
    RunInfo left = store.require("held");
    assertEquals(RunState.RUNNING, left.state());
    assertTrue(!left.held() && left.isInterrupted());
    try (RunAttempt other = store.begin(Rows.start("other held"))) {
      assertTrue(store.require("held").isInterrupted(), "another run's lock: " + other.id());
    }
  }

  @Test
  void aTileTriedAgainReplacesItsDetections() {
    try (RunAttempt run = store.begin(Rows.start("again"))) {
      run.commitTile(
          Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1), Rows.detection(0, 0, 9, 9)));
      run.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 5, 5)));

      assertEquals(List.of(Rows.detection(0, 0, 5, 5)), run.detections());
    }
  }

  @Test
  void aTileWhoseDetectionsAreRefusedLeavesNoRow() {
    try (RunAttempt run = store.begin(Rows.start("whole"))) {
      Detection outsideTheWorld =
          new Detection(
              0, 0, Rows.box(0, 0, Double.NaN, 1), false, "building", "detector", Evidence.NONE);

      assertThrows(
          RuntimeException.class,
          () ->
              run.commitTile(
                  Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1), outsideTheWorld)));

      assertEquals(List.of(), run.tiles());
      assertEquals(List.of(), run.detections());
    }
  }

  /** The server, not we, refuses the rows here, at the end of the COPY. */
  @Test
  void aFailedCopyLeavesNoLedgerRow() throws Exception {
    try (RunAttempt run = store.begin(Rows.start("copy"));
        Connection admin = POSTGRES.adminUrl().connect()) {
      admin
          .createStatement()
          .execute("ALTER TABLE hearth.detection ADD CONSTRAINT refuse CHECK (label <> 'refused')");
      Detection d = Rows.detection(0, 0, 1, 1);
      Detection refused =
          new Detection(0, 0, d.outline(), false, "refused", "detector", d.evidence());

      StoreException e =
          assertThrows(
              StoreException.class, () -> run.commitTile(Rows.tile(0, 0), List.of(d, refused)));

      assertTrue(e.getMessage().contains("writing tile 0/0"), e.getMessage());
      assertFalse(e.mayPass());
      assertEquals(List.of(), run.tiles());
      run.commitTile(Rows.tile(0, 0), List.of(d));
      assertEquals(List.of(d), run.detections());
      admin.createStatement().execute("ALTER TABLE hearth.detection DROP CONSTRAINT refuse");
    }
  }

  @Test
  void theFinishedRunStaysVisibleUntilItsRepetitionFinishes() {
    finish("swap", Rows.added(10, 10, 8));
    long first = store.require("swap").key();

    try (RunAttempt second = store.begin(Rows.start("swap"))) {
      second.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1)));
      assertEquals(first, store.require("swap").key());
      assertEquals("1", buildingsOf("swap"));

      second.finish(RunResult.withoutCensus(List.of(Rows.added(10, 10, 8), Rows.added(40, 40, 8))));
    }

    assertEquals("2", buildingsOf("swap"));
    assertEquals(List.of("swap"), idsOf("swap"));
    for (String table :
        List.of("tile", "detection", "building", "census_unit", "cell_share", "allocation")) {
      assertEquals(
          "0",
          Sql.one(
              POSTGRES.database(),
              "SELECT count(*) FROM hearth." + table + " WHERE run_key = " + first),
          table);
    }
    assertEquals(
        "-", Sql.one(POSTGRES.database(), "SELECT to_regclass('hearth.density_" + first + "')"));
  }

  @Test
  void aFinishThatFailsChangesNothing() {
    finish("half", Rows.added(10, 10, 8));
    try (RunAttempt second = store.begin(Rows.start("half"))) {
      Building twice = Rows.added(10, 10, 8);

      assertThrows(
          StoreException.class,
          () ->
              second.finish(
                  new RunResult(
                      List.of(twice, twice),
                      Optional.of(Rows.population(new Double[][] {{1.0}})))));

      assertEquals(RunState.FINISHED, store.require("half").state());
      assertEquals("1", buildingsOf("half"));
      second.finish(RunResult.withoutCensus(List.of()));
      assertEquals("0", buildingsOf("half"));
    }
  }

  @Test
  void anUnfinishedRunIsResumedWithItsTiles() {
    try (RunAttempt run = store.begin(Rows.start("left"))) {
      run.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1)));
      run.fail("no room");
    }
    RunInfo failed = store.require("left");
    assertEquals(RunState.FAILED, failed.state());
    assertEquals("no room", failed.reason());

    try (RunAttempt run = store.resume("left", Rows.start("left"))) {
      assertEquals(1, run.tiles().size());
      assertEquals(Rows.CRS, run.crs());
      assertEquals(RunState.RUNNING, store.require("left").state());
    }
  }

  @Test
  void aFinishedRunWithFailedTilesIsResumedBesideIt() {
    try (RunAttempt run = store.begin(Rows.start("holes"))) {
      run.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1)));
      run.commitTile(TileRecord.failed(1, 0, 3, "broken", Rows.box(100, 0, 100, 100)), List.of());
      run.finish(RunResult.withoutCensus(List.of()));
    }
    assertEquals(Map.of("done", 1L, "failed", 1L), store.require("holes").tiles());
    assertEquals("1/0|broken", inRun("holes", "SELECT tile, error FROM hearth.missing"));

    try (RunAttempt run = store.resume("holes", Rows.start("holes"))) {
      assertEquals(List.of("0/0", "1/0"), run.tiles().stream().map(TileRecord::name).toList());
      assertEquals(List.of(Rows.detection(0, 0, 1, 1)), run.detections());
      run.commitTile(Rows.tile(1, 0), List.of());
      run.finish(RunResult.withoutCensus(List.of()));
    }
    try (RunAttempt run = store.resume("holes", Rows.start("holes"))) {
      assertTrue(run.isFinished(), "its files are missing");
      run.beginStep(RunStep.FILES);
      run.endStep(RunStep.FILES, 0.5);
    }
    InputException e =
        assertThrows(InputException.class, () -> store.resume("holes", Rows.start("holes")));
    assertTrue(e.getMessage().contains("none of its tiles failed"), e.getMessage());
  }

  @Test
  void whoWasTakenOverFromWritesNoMore() {
    RunAttempt lost = store.begin(Rows.start("lost"));
    // As when the connection that holds the lock is cut.
    lost.close();
    try (RunAttempt now = store.resume("lost", Rows.start("lost"))) {
      StoreException e =
          assertThrows(StoreException.class, () -> lost.commitTile(Rows.tile(0, 0), List.of()));
      assertTrue(e.getMessage().contains("taken over"), e.getMessage());
      assertFalse(e.mayPass());
      lost.fail("of no effect");
      now.commitTile(Rows.tile(0, 0), List.of());
      now.finish(RunResult.withoutCensus(List.of()));
      now.finish(RunResult.withoutCensus(List.of()));
    }
    assertEquals(RunState.FINISHED, store.require("lost").state());
  }

  @Test
  void aSecondProcessIsRefused() {
    try (RunAttempt run = store.begin(Rows.start("mine"))) {
      for (Runnable attempt :
          List.<Runnable>of(
              () -> store.begin(Rows.start("mine")),
              () -> store.resume("mine", Rows.start("mine")),
              () -> store.delete("mine"))) {
        InputException e = assertThrows(InputException.class, attempt::run);
        assertTrue(e.getMessage().contains("another process"), e.getMessage());
      }
    }
    store.begin(Rows.start("mine")).close();
  }

  @Test
  void deletingTakesEverything() {
    finish("gone", Rows.added(10, 10, 8));
    long key = store.require("gone").key();

    store.delete("gone");

    assertEquals(Optional.empty(), store.show("gone"));
    assertEquals(
        "0",
        Sql.one(POSTGRES.database(), "SELECT count(*) FROM hearth.density WHERE run_key = " + key));
    InputException e = assertThrows(InputException.class, () -> store.delete("gone"));
    assertTrue(e.getMessage().startsWith("there is no run gone"), e.getMessage());
  }

  @Test
  void buildingsComeBackSortedById() {
    Building plain = Rows.added(20, 20, 9.5);
    Building tagged =
        Rows.osm(
            123,
            Map.of("name", "O'Brien \"house\" \\ 🏠\n; DROP TABLE hearth.run", "nul", "a\0b"),
            50,
            50,
            12);
    finish("back", plain, tagged);

    List<Building> back = store.buildings(store.require("back"));

    List<Building> expected = List.of(plain, tagged).stream().sorted(Building.BY_ID).toList();
    assertEquals(
        expected.stream().map(Building::id).toList(), back.stream().map(Building::id).toList());
    for (int i = 0; i < 2; i++) {
      Building e = expected.get(i);
      Building b = back.get(i);
      assertEquals(e.status(), b.status());
      assertEquals(e.source(), b.source());
      assertEquals(e.evidence(), b.evidence());
      assertEquals(e.heightMetres(), b.heightMetres());
      assertEquals(e.levels(), b.levels());
      assertEquals(e.tiles(), b.tiles());
      assertTrue(
          DiscreteHausdorffDistance.distance(e.outline(), b.outline()) < 1e-5,
          "moved by less than a hundredth of a millimetre");
    }
    Building b = back.stream().filter(x -> x.osm().isPresent()).findFirst().orElseThrow();
    assertEquals(tagged.osm().get().tags().get("name"), b.osm().get().tags().get("name"));
    assertEquals("a\uFFFDb", b.osm().get().tags().get("nul"));
    assertEquals(
        "red house:1, NULL:1",
        Sql.one(
            POSTGRES.database(),
            "SELECT string_agg(coalesce(label, 'NULL') || ':' || n, ', ' ORDER BY label)"
                + " FROM (SELECT label, count(*) AS n FROM hearth.building"
                + " WHERE run_key = (SELECT key FROM hearth.run WHERE id = 'back')"
                + " GROUP BY label) g"));
  }

  @Test
  void sqlInNamesIsOnlyText() {
    String id = "x'); DROP TABLE hearth.run; -- \"$$\n🙂";
    finish(id, Rows.added(10, 10, 8));

    assertEquals(1, idsOf(id).size());
    store.delete(id);
    assertEquals(List.of(), idsOf(id));
    assertEquals(
        "run",
        Sql.one(
            POSTGRES.database(),
            "SELECT relname FROM pg_class WHERE oid = 'hearth.run'::regclass"));
  }

  private static String inRun(String id, String query) {
    try (Connection c = POSTGRES.url().connect()) {
      c.createStatement().execute("SET hearth.run = '" + id + "'");
      return String.join(",", Sql.rows(c, query));
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  private List<String> idsOf(String id) {
    return store.list().stream().map(RunInfo::id).filter(id::equals).toList();
  }

  private String buildingsOf(String id) {
    return String.valueOf(
        store.require(id).buildings().values().stream().mapToLong(Long::longValue).sum());
  }

  private void finish(String id, Building... buildings) {
    try (RunAttempt run = store.begin(Rows.start(id))) {
      run.commitTile(Rows.tile(0, 0), List.of(Rows.detection(0, 0, 1, 1)));
      run.finish(
          new RunResult(
              List.of(buildings), Optional.of(Rows.population(new Double[][] {{1.0, 2.0}}))));
    }
  }
}
