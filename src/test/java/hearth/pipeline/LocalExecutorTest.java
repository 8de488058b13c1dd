package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.GeometryFactory;

@Timeout(30)
class LocalExecutorTest {
  private static final List<Tile> TILES =
      new TileLattice(new Grid(Crs.epsg(32645), Affine.northUp(0, 1000, 1, 1), 1000, 1000), 128, 16)
          .tiles();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 200})
  void everyTileReachesTheSinkOnce(int workers) {
    List<String> seen = new ArrayList<>();
    new LocalExecutor(workers)
        .run(
            TILES,
            () -> worker(LocalExecutorTest::done),
            o -> seen.add(o.tile().name()),
            () -> false);
    assertEquals(TILES.size(), seen.size());
    assertEquals(TILES.stream().map(Tile::name).collect(Collectors.toSet()), Set.copyOf(seen));
  }

  @Test
  void eachWorkerIsOpenedUsedAndClosedOnItsOwnThread() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicInteger closed = new AtomicInteger();
    new LocalExecutor(3)
        .run(
            TILES,
            () -> {
              Thread own = Thread.currentThread();
              threads.add(own);
              return new TileWorker() {
                @Override
                public TileOutcome process(Tile tile) {
                  assertEquals(own, Thread.currentThread());
                  return done(tile);
                }

                @Override
                public void close() {
                  assertEquals(own, Thread.currentThread());
                  closed.incrementAndGet();
                }
              };
            },
            o -> {},
            () -> false);
    assertEquals(3, threads.size());
    assertEquals(3, closed.get());
  }

  @Test
  void aTileWithBadDataFailsAloneAndIsNamed() {
    List<TileOutcome> outcomes = new ArrayList<>();
    new LocalExecutor(2)
        .run(
            TILES,
            () ->
                worker(
                    tile -> {
                      if (tile.name().equals("3/4")) {
                        throw new InputException("a.tif: block 3/4 cannot be read", "");
                      }
                      return done(tile);
                    }),
            outcomes::add,
            () -> false);
    List<TileOutcome> failed =
        outcomes.stream().filter(o -> o instanceof TileOutcome.Failed).toList();
    assertEquals(TILES.size(), outcomes.size());
    assertEquals(1, failed.size());
    assertEquals("3/4", failed.get(0).tile().name());
    assertTrue(assertInstanceOf(TileOutcome.Failed.class, failed.get(0)).cause().contains("a.tif"));
  }

  @Test
  void aProgrammingErrorStopsTheRunWithItsFirstCause() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                new LocalExecutor(2)
                    .run(
                        TILES,
                        () ->
                            worker(
                                tile -> {
                                  throw new IllegalStateException("broken");
                                }),
                        o -> {},
                        () -> false));
    assertEquals("broken", e.getMessage());
  }

  @Test
  void aFailingSinkStopsTheWorkers() {
    AtomicInteger processed = new AtomicInteger();
    assertThrows(
        IllegalStateException.class,
        () ->
            new LocalExecutor(2)
                .run(
                    TILES,
                    () ->
                        worker(
                            tile -> {
                              processed.incrementAndGet();
                              return done(tile);
                            }),
                    o -> {
                      throw new IllegalStateException("database lost");
                    },
                    () -> false));
    assertTrue(processed.get() < TILES.size(), processed + " tiles after the sink failed");
  }

  @Test
  void cancellingTakesWhatIsInHandAndSaysSo() {
    List<TileOutcome> outcomes = new ArrayList<>();
    assertThrows(
        CancellationException.class,
        () ->
            new LocalExecutor(2)
                .run(
                    TILES,
                    () -> worker(LocalExecutorTest::done),
                    outcomes::add,
                    () -> outcomes.size() >= 5));
    assertTrue(outcomes.size() >= 5 && outcomes.size() < TILES.size(), outcomes.size() + " taken");
  }

  private static TileOutcome done(Tile tile) {
    return new TileOutcome.Done(
        tile, List.of(), new GeometryFactory().createPolygon(), List.of(), StageSeconds.ZERO, "");
  }

  private static TileWorker worker(Function<Tile, TileOutcome> process) {
    return new TileWorker() {
      @Override
      public TileOutcome process(Tile tile) {
        return process.apply(tile);
      }

      @Override
      public void close() {}
    };
  }
}
