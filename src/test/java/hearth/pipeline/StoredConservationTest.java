package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.population.Allocation;
import hearth.population.AllocationRule;
import hearth.population.RandomCase;
import hearth.population.UnitResult;
import hearth.raster.FloatRaster;
import hearth.store.PostgresExtension;
import hearth.store.RunAttempt;
import hearth.store.RunResult;
import hearth.store.RunStart;
import hearth.store.RunStore;
import hearth.store.Sql;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every person arrives where they can be asked for: read back from PostGIS and from the files. */
@Timeout(1200)
class StoredConservationTest {
  /** A thousand towns, ten to a run. */
  private static final int RUNS = 100;

  private static final int TOWNS = 10;

  /** A float of a cell is off by 2⁻²⁴ of itself; the promise is looser. */
  private static final double STORED = 1e-6;

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir static Path folder;

  @BeforeAll
  static void initialise() {
    hearth.raster.Gdal.initialise();
  }

  @Test
  void everyPersonCanBeReadBack() {
    for (int seed = 0; seed < RUNS; seed++) {
      RandomCase c = RandomCase.of(seed, TOWNS);
      Allocation a = c.allocate();
      String name = "case " + seed;
      store(c, a);
      checkShares(a, name);
      double persons = a.persons();
      double inRaster =
          number(
              "SELECT coalesce(sum(s.sum), 0) FROM hearth.density d"
                  + " CROSS JOIN LATERAL ST_SummaryStats(d.rast, 1, true) s");
      assertEquals(persons, inRaster, STORED * persons, name + ": raster in PostGIS");
      DensityFiles.write(folder, a, c.options().method(), Map.of());
      assertEquals(persons, sumOfFile("population.tif"), STORED * persons, name + ": COG");
    }
  }

  private static void store(RandomCase c, Allocation a) {
    RunStart start = new RunStart("case", "case", "{}", "test", "{}", "[]", c.census().crs());
    try (RunAttempt attempt = new RunStore(POSTGRES.database()).begin(start)) {
      attempt.finish(
          RunResult.of(
              c.buildings(),
              new RunResult.CensusInfo(
                  "case", "persons", OptionalInt.empty(), c.census().groups(), "{}"),
              c.census().units(),
              a));
    }
  }

  /** The stored shares of each unit and group sum to its figure. */
  private static void checkShares(Allocation a, String name) {
    Map<String, Double> stored = new HashMap<>();
    for (String row :
        Sql.rows(
            POSTGRES.database(),
            "SELECT id || '/persons', coalesce(stored, 0) FROM hearth.unit_balance UNION ALL"
                + " SELECT id || '/' || group_name, coalesce(stored, 0)"
                + " FROM hearth.group_balance")) {
      String[] cells = row.split("\\|");
      stored.put(cells[0], Double.parseDouble(cells[1]));
    }
    for (UnitResult unit : a.units()) {
      boolean placed =
          unit.rule() != AllocationRule.UNKNOWN && unit.rule() != AllocationRule.NOT_LOOKED_AT;
      double expected = placed ? unit.allocated() : 0;
      assertEquals(
          expected, stored.get(unit.id() + "/persons"), STORED * expected, name + " " + unit.id());
      for (int g = 0; g < a.groups().size(); g++) {
        double group = unit.groups().get(g);
        if (placed && !Double.isNaN(group)) {
          String key = unit.id() + "/" + a.groups().get(g);
          assertEquals(group, stored.get(key), STORED * group, name + " " + key);
        }
      }
    }
  }

  private static double sumOfFile(String file) {
    try (FloatRaster raster = FloatRaster.open(folder.resolve(file).toString(), 1)) {
      double sum = 0;
      for (float v : raster.read(raster.grid().window()).values()) {
        sum += Float.isNaN(v) ? 0 : v;
      }
      return sum;
    }
  }

  private static double number(String sql) {
    return Sql.number(POSTGRES.database(), sql);
  }
}
