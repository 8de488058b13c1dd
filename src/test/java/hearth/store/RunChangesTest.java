package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.footprint.Building;
import hearth.footprint.Status;
import hearth.raster.vector.Feature;
import hearth.raster.vector.VectorLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunChangesTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir Path folder;

  private final RunStore store = new RunStore(POSTGRES.database());

  @Test
  void addedRemovedAndChangedBuildingsAreToldByTheirIds() {
    Building same = Rows.added(10, 10, 8);
    Building gone = Rows.added(30, 10, 8);
    Building fresh = Rows.added(50, 10, 8);
    Building mapped = Rows.osm(7, Map.of("building", "yes"), 70, 10, 9);
    Building redrawn = Rows.osm(8, Map.of("building", "yes"), 90, 10, 9);
    Building ruledOut = Rows.added(10, 40, 8);
    finish("earlier", List.of(same, gone, mapped, redrawn, ruledOut));
    finish(
        "later",
        List.of(
            same,
            fresh,
            mapped.withStatus(Status.UNSEEN, "").withHeight(9),
            redrawn.withOutline(Rows.box(90, 10, 9, 10)),
            ruledOut.withStatus(Status.REJECTED, "height 0.1 m < 2.0 m")));

    Path file = folder.resolve("changes.gpkg");
    RunChanges.Counts counts =
        new RunChanges(store).write(store.require("earlier"), store.require("later"), file);

    assertEquals(new RunChanges.Counts(1, 2, 2, 1), counts);
    Map<String, String> rows = new TreeMap<>();
    try (VectorLayer layer = VectorLayer.open(file.toString(), RunChanges.LAYER)) {
      for (Feature f : layer.readAll(i -> {})) {
        rows.put(
            (String) f.attributes().get("id"),
            f.attributes().get("change") + " " + f.attributes().get("what"));
      }
    }
    assertEquals(
        new TreeMap<>(
            Map.of(
                gone.id(), "removed null",
                ruledOut.id(), "removed null",
                fresh.id(), "added null",
                mapped.id(), "changed status,height_m",
                redrawn.id(), "changed outline")),
        rows);
    assertEquals(
        new RunChanges.Counts(0, 0, 0, 4),
        new RunChanges(store)
            .write(store.require("later"), store.require("later"), folder.resolve("none.gpkg")));
  }

  private void finish(String id, List<Building> buildings) {
    try (RunAttempt run = store.begin(Rows.start(id))) {
      run.finish(RunResult.withoutCensus(buildings));
    }
  }
}
