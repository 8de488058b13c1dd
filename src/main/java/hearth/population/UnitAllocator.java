package hearth.population;

import hearth.footprint.Buildings;
import hearth.footprint.Facts;
import hearth.geo.Grid;
import hearth.geo.Outline;
import hearth.zonal.CellAreas;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.locationtech.jts.geom.Geometry;

/** Shares out the figure of one unit after the other: place its buildings, then allocate. */
final class UnitAllocator {
  /** Where nothing tells who lives where, a cell is as uncertain as its figure is large. */
  private static final double NO_IDEA = 1;

  /** Columns of {@link CellSums}, behind those of {@link PlacedParts}. */
  private static final int PERSONS = 2;

  private static final int SQUARES = 3;
  private static final int CROSS = 4;
  private static final int NOBODY = 5;

  /** The number of buildings with persons in a cell. */
  private static final int HOMES = 6;

  private static final int COLUMNS = 7;

  private final AllocationOptions options;
  private final BuildingClasses.Spread spread;
  private final BuildingWeights weights;
  private final LandUse landUse;
  private final Buildings buildings;
  private final PlacedParts placed;
  private final CellPlacer placer;
  private final SettledCells settled;
  private final CellAreas areas;
  private final long width;

  UnitAllocator(
      AllocationOptions options,
      BuildingClasses classes,
      LandUse landUse,
      Buildings buildings,
      UnitParts parts,
      CellPlacer placer,
      SettledCells settled,
      Grid grid) {
    this.options = options;
    this.spread = classes.spread();
    this.weights = new BuildingWeights(options.weight(), classes);
    this.landUse = landUse;
    this.buildings = buildings;
    this.placer = placer;
    this.placed = new PlacedParts(buildings, parts, placer, grid.width(), COLUMNS);
    this.settled = settled;
    this.areas = new CellAreas(grid);
    this.width = grid.width();
  }

  /**
   * A unit with figures to share out.
   *
   * @param figure persons
   * @param groups persons of each group; NaN where not known
   * @param looked the part of the unit that was looked at
   * @param covered its share of the unit's area
   */
  record Task(CensusUnit unit, double figure, double[] groups, Geometry looked, double covered) {
    /** What the weights are split to: the figure, or 1 where only groups have persons. */
    private double base() {
      return figure > 0 ? figure : 1;
    }
  }

  /**
   * What a unit gave, and how uncertain it is.
   *
   * @param variance of the persons in each cell, see {@link PersonsInterval}
   * @param logNobody logarithm of the probability that no building of the cell is there
   */
  record Shared(UnitShares shares, double[] variance, double[] logNobody) {
    /** Shares without an interval of their own. */
    static Shared certain(UnitShares shares) {
      double[] zero = new double[shares.cells().length];
      return new Shared(shares, zero, zero);
    }
  }

  /** Finds the buildings of the unit that is to be allocated next, and their cells. */
  PlacedParts place(int unit) {
    placed.place(unit);
    return placed;
  }

  /** By the first rule that has something to share to. */
  Shared allocate(Task task) {
    return options.method() == Method.SETTLEMENT ? bySettledCells(task) : byBuildings(task);
  }

  private Shared byBuildings(Task task) {
    double[] weight = new double[placed.count];
    for (int k = 0; k < weight.length; k++) {
      weight[k] = weights.of(facts(k), placed.area[k]) * placed.share[k];
    }
    if (options.residentialOnly()) {
      int[] residential = weighted(weight, Facts.Use::residential);
      if (residential.length > 0) {
        return toBuildings(task, residential, weight, AllocationRule.RESIDENTIAL);
      }
    }
    int[] any = weighted(weight, use -> true);
    return any.length > 0
        ? toBuildings(task, any, weight, AllocationRule.ALL_BUILDINGS)
        : withoutBuildings(task);
  }

  private Facts facts(int part) {
    return buildings.facts(placed.building[part]);
  }

  private Shared bySettledCells(Task task) {
    if (placer.place(Outline.of(task.looked()))) {
      double[] homes = settled.shares(placer, false);
      if (sum(homes) > 0) {
        return toCells(task, homes, AllocationRule.SETTLED, spread.weights());
      }
      double[] any = settled.shares(placer, true);
      if (sum(any) > 0) {
        settled.takeAll(placer, any);
        return toCells(task, any, AllocationRule.SETTLED, spread.weights());
      }
    }
    return withoutBuildings(task);
  }

  private Shared withoutBuildings(Task task) {
    Geometry homes = landUse.settled(task.looked());
    if (homes.getArea() > 0) {
      Shared shared = onGround(task, homes, AllocationRule.SETTLED);
      if (shared.shares().result().rule() == AllocationRule.SETTLED) {
        return shared;
      }
    }
    return onGround(task, landUse.land(task.looked()), AllocationRule.UNIFORM);
  }

  /** The parts of buildings that are of a kind and have a weight. */
  private int[] weighted(double[] weight, Predicate<Facts.Use> kind) {
    int[] kept = new int[weight.length];
    int n = 0;
    for (int k = 0; k < weight.length; k++) {
      if (weight[k] > 0 && kind.test(facts(k).use())) {
        kept[n++] = k;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  private Shared toBuildings(Task task, int[] homes, double[] weights, AllocationRule rule) {
    int[] indices = new int[homes.length];
    double[] weight = new double[homes.length];
    for (int i = 0; i < homes.length; i++) {
      indices[i] = placed.building[homes[i]];
      weight[i] = weights[homes[i]];
    }
    double[] persons = weight.clone();
    Shares.split(persons, task.base());
    CellSums sums = placed.sums;
    double squares = 0;
    for (int i = 0; i < homes.length; i++) {
      double p = BuildingWeights.probability(facts(homes[i]));
      double v = variance(persons[i], p, spread.weights());
      double logNobody = p == 1 ? Double.NEGATIVE_INFINITY : Math.log1p(-p);
      squares += v;
      for (int c = placed.start(homes[i]); c < placed.end(homes[i]); c++) {
        int place = placed.cell[c];
        double share = placed.cellShare[c];
        sums.add(place, PERSONS, persons[i] * share);
        sums.add(place, SQUARES, share * share * v);
        sums.add(place, CROSS, share * v);
        sums.add(place, NOBODY, logNobody);
        sums.add(place, HOMES, 1);
      }
    }
    int[] places = sums.sortedPlaces(place -> sums.get(place, HOMES) > 0);
    long[] cells = sums.cells(places);
    double[] cellPersons = sums.column(PERSONS, places);
    double[] variance =
        ofShares(
            cellPersons,
            sums.column(SQUARES, places),
            sums.column(CROSS, places),
            squares,
            task.base());
    UnitShares shares = finish(task, rule, indices, weight, persons, cells, cellPersons);
    return new Shared(shares, variance, sums.column(NOBODY, places));
  }

  /** By the ground area of each cell that lies in a part of the unit. */
  private Shared onGround(Task task, Geometry ground, AllocationRule rule) {
    double[] weight = {};
    if (placer.place(Outline.of(ground))) {
      weight = new double[placer.count];
      for (int c = 0; c < weight.length; c++) {
        weight[c] = placer.fractions[c] * areas.squareMetres(placer.columns[c], placer.rows[c]);
      }
    }
    return sum(weight) > 0
        ? toCells(task, weight, rule, NO_IDEA)
        : Shared.certain(
            UnitShares.none(task.unit(), AllocationRule.NOT_LOOKED_AT, task.covered()));
  }

  /**
   * Over the cells that were placed last.
   *
   * @param weight of each, not all zero
   */
  private Shared toCells(Task task, double[] weight, AllocationRule rule, double spreadOfWeights) {
    CellSums sums = new CellSums(1);
    for (int c = 0; c < weight.length; c++) {
      if (weight[c] > 0) {
        sums.add(sums.place(placer.rows[c] * width + placer.columns[c]), 0, weight[c]);
      }
    }
    int[] places = sums.sortedPlaces(place -> true);
    long[] cells = sums.cells(places);
    double[] persons = sums.column(0, places);
    Shares.split(persons, task.base());
    double[] own = new double[cells.length];
    for (int c = 0; c < cells.length; c++) {
      own[c] = variance(persons[c], 1, spreadOfWeights);
    }
    double[] variance = ofShares(persons, own, own, sum(own), task.base());
    UnitShares shares =
        finish(
            task,
            rule,
            UnitShares.NO_BUILDINGS,
            UnitShares.NOBODY,
            UnitShares.NOBODY,
            cells,
            persons);
    double[] certain = new double[cells.length];
    Arrays.fill(certain, Double.NEGATIVE_INFINITY);
    return new Shared(shares, variance, certain);
  }

  /** The variance of a building, or of a cell that stands for one. */
  private double variance(double persons, double probability, double spreadOfWeights) {
    double dwellings = Math.max(1, persons / spread.personsPerDwelling());
    double relative =
        spreadOfWeights * spreadOfWeights + spread.dwellings() * spread.dwellings() / dwellings;
    return persons * persons * ((1 + relative) / probability - 1);
  }

  /** The variances of shares of a given figure. */
  private static double[] ofShares(
      double[] persons, double[] squares, double[] cross, double total, double figure) {
    double[] variance = new double[persons.length];
    for (int c = 0; c < persons.length; c++) {
      double m = persons[c] / figure;
      variance[c] = Math.max(0, squares[c] - 2 * m * cross[c] + m * m * total);
    }
    return variance;
  }

  /** Makes shares of the base shares of every figure, each of which they sum to. */
  private UnitShares finish(
      Task task,
      AllocationRule rule,
      int[] indices,
      double[] weight,
      double[] buildingPersons,
      long[] cells,
      double[] cellPersons) {
    double[][] groups = new double[task.groups().length][];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = scaled(cellPersons, task.groups()[g], task.base());
    }
    UnitResult result =
        new UnitResult(
            task.unit().id(),
            task.unit().persons(),
            task.figure(),
            rule,
            task.covered(),
            cells.length,
            indices.length,
            DoubleStream.of(task.groups()).boxed().toList());
    return new UnitShares(
        result,
        indices,
        weight,
        indices.length == 0 ? buildingPersons : scaled(buildingPersons, task.figure(), task.base()),
        cells,
        scaled(cellPersons, task.figure(), task.base()),
        groups);
  }

  private double[] scaled(double[] base, double figure, double from) {
    double[] shares = new double[base.length];
    if (Double.isNaN(figure)) {
      Arrays.fill(shares, Double.NaN);
      return shares;
    }
    double factor = figure / from;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = base[i] * factor;
    }
    Shares.settle(shares, figure);
    if (options.wholePersons()) {
      Shares.makeWhole(shares, figure);
    }
    return shares;
  }

  private static double sum(double[] values) {
    return DoubleStream.of(values).sum();
  }
}
