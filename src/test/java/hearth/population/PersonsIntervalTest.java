package hearth.population;

import static hearth.population.Fixtures.UTM;
import static hearth.population.Fixtures.box;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.geo.Grid;
import hearth.geo.Outline;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;

class PersonsIntervalTest {
  private static final BuildingClasses.Spread SPREAD = BuildingClasses.standard().spread();

  @Test
  void certainFiguresHaveNoInterval() {
    assertEquals(12, PersonsInterval.quantile(0.05, 12, 0, 0, 50));
    assertEquals(0, PersonsInterval.quantile(0.95, 0, 0, 0, 50));
    assertTrue(Double.isNaN(PersonsInterval.quantile(0.5, Double.NaN, 0, 0, 0)));
    assertEquals(50, PersonsInterval.quantile(0.95, 50, 0, 0, 50), "all of the unit");
  }

  @Test
  void quantilesAreThoseOfAGammaDistribution() {
    GammaDistribution gamma = new GammaDistribution(4, 5);
    for (double q : new double[] {0.05, 0.5, 0.95}) {
      assertEquals(
          gamma.inverseCumulativeProbability(q),
          PersonsInterval.quantile(q, 20, 100, 0, 1e6),
          0.15,
          "at " + q);
    }
  }

  @Test
  void whereNoBuildingIsCertainNobodyIsPossible() {
    // Four in ten that nobody is there: the lower end is 0, and so is the median at six in ten.
    assertEquals(0, PersonsInterval.quantile(0.05, 6, 36, 0.4, 100));
    assertTrue(PersonsInterval.quantile(0.5, 6, 36, 0.4, 100) > 0);
    assertEquals(0, PersonsInterval.quantile(0.5, 4, 36, 0.6, 100));
  }

  /**
   * A town of detections and mapped houses is drawn many times as the method says that it may be:
   * which detections are there, how many persons each house has. The intervals of the cells hold as
   * many of the drawn figures as they promise.
   */
  @Test
  void intervalsHoldTheTruthOfASimulationAtTheStatedRate() {
    Random random = new Random(11);
    List<Building> town = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double x = 10 + random.nextInt(58) * 10;
      double y = 10 + random.nextInt(58) * 10;
      double side = 5 + random.nextDouble() * 4;
      double p = random.nextBoolean() ? 1 : 0.5 + random.nextDouble() / 2;
      var outline = box(x, y, x + side, y + side);
      Building b =
          p == 1
              ? Building.given(outline)
              : Building.detected(outline, new Evidence(0.5, 0.9, 0.9, p), List.of());
      town.add(b.withUse(1, true));
    }
    town.sort(Building.BY_ID);
    double figure = 1200;
    Census census = new Census("", UTM, List.of(new CensusUnit("u", box(0, 0, 600, 600), figure)));
    Grid grid = GridSpec.parse("60 m").grid(UTM, box(0, 0, 600, 600).getEnvelopeInternal());
    Allocation a =
        new Allocator(new AllocationOptions(Weight.AREA, true, PartialUnits.SCALE))
            .allocate(census, town, box(0, 0, 600, 600), grid, issue -> {});
    float[] low = a.density().read(DensityBand.LOW, grid.window());
    float[] median = a.density().read(DensityBand.MEDIAN, grid.window());
    float[] high = a.density().read(DensityBand.HIGH, grid.window());

    double[] expected = new double[town.size()];
    int i = 0;
    for (BuildingShare s : a.buildingShares()) {
      expected[i++] = s.persons();
    }
    int inside = 0;
    int below = 0;
    int settled = 0;
    MersenneTwister twister = new MersenneTwister(5);
    for (int draw = 0; draw < 400; draw++) {
      double[] persons = draw(town, expected, figure, twister);
      double[] cells = cells(town, persons, grid);
      for (int c = 0; c < cells.length; c++) {
        if (high[c] > 0) {
          settled++;
          inside += cells[c] >= low[c] - 1e-4 && cells[c] <= high[c] + 1e-4 ? 1 : 0;
          below += cells[c] <= median[c] ? 1 : 0;
        }
      }
    }
    assertEquals(SPREAD.level(), (double) inside / settled, 0.03, "of " + settled);
    assertEquals(0.5, (double) below / settled, 0.06, "the median halves them");
  }

  private static double[] draw(
      List<Building> town, double[] expected, double figure, MersenneTwister random) {
    double[] persons = new double[expected.length];
    double sum = 0;
    for (int b = 0; b < persons.length; b++) {
      double p = BuildingWeights.probability(town.get(b).facts());
      double dwellings = Math.max(1, expected[b] / SPREAD.personsPerDwelling());
      double variance =
          SPREAD.weights() * SPREAD.weights() + SPREAD.dwellings() * SPREAD.dwellings() / dwellings;
      boolean there = random.nextDouble() < p;
      double factor = new GammaDistribution(random, 1 / variance, variance).sample();
      persons[b] = there ? expected[b] / p * factor : 0;
      sum += persons[b];
    }
    for (int b = 0; b < persons.length; b++) {
      persons[b] *= figure / sum;
    }
    return persons;
  }

  private static double[] cells(List<Building> town, double[] persons, Grid grid) {
    double[] cells = new double[grid.width() * grid.height()];
    CellPlacer placer = new CellPlacer(UTM, grid);
    for (int b = 0; b < persons.length; b++) {
      placer.place(Outline.of(town.get(b).outline()));
      for (int c = 0; c < placer.count; c++) {
        cells[placer.rows[c] * grid.width() + placer.columns[c]] += persons[b] * placer.share(c);
      }
    }
    return cells;
  }
}
