package hearth.population;

import hearth.footprint.Building;
import hearth.footprint.Buildings;
import hearth.footprint.Facts;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.locationtech.jts.geom.Geometry;

/**
 * Shares census figures out over buildings and cells (dasymetric mapping).
 *
 * <p>The persons of a unit go to its buildings in proportion to weight x share of the building's
 * area inside the unit; a building on a border takes part in each unit by that share. The persons
 * of a building go to the cells of the grid in proportion to the area of its part inside the unit
 * in each cell, exactly ({@link hearth.zonal.CellCoverage}), with the cells under one building
 * taken as equally large. A building in no unit belongs to the nearest one within a stated
 * distance, else to none. By {@link Method#SETTLEMENT} the settled cells of a unit share its
 * persons alike instead, a cell on a border by its share inside. The rules when there is nothing to
 * share to are in {@link AllocationRule}. Groups of the census go where the unit's persons go.
 *
 * <p>For every unit the cell shares sum to what was allocated of its figure, and so do the building
 * shares: sums are compensated and what rounding leaves goes to the largest share. In whole persons
 * the figure is rounded first, and then given out by largest remainder, to buildings and to cells
 * each for themselves.
 */
public final class Allocator {
  /** Results of so many units are held before they are added to the cells. */
  private static final int UNITS_AT_ONCE = 256;

  private final AllocationOptions options;
  private final BuildingClasses classes;
  private final LandUse landUse;
  private final CoveredShare scale;
  private final Crew crew;

  /** Weighs by the table that comes with the program. */
  public Allocator(AllocationOptions options) {
    this(options, BuildingClasses.standard());
  }

  /**
   * @param classes how buildings of each class are weighed
   */
  public Allocator(AllocationOptions options, BuildingClasses classes) {
    this(options, classes, LandUse.NONE, CoveredShare.BY_AREA);
  }

  /**
   * @param landUse tells where people may live in a unit without buildings
   * @param scale by what figures of units are scaled of which only a part was looked at
   */
  public Allocator(
      AllocationOptions options, BuildingClasses classes, LandUse landUse, CoveredShare scale) {
    this(options, classes, landUse, scale, Crew.ALONE);
  }

  private Allocator(
      AllocationOptions options,
      BuildingClasses classes,
      LandUse landUse,
      CoveredShare scale,
      Crew crew) {
    this.options = Objects.requireNonNull(options, "options");
    this.classes = Objects.requireNonNull(classes, "classes");
    this.landUse = Objects.requireNonNull(landUse, "landUse");
    this.scale = Objects.requireNonNull(scale, "scale");
    this.crew = Objects.requireNonNull(crew, "crew");
  }

  /** The same, sped up by a crew; the result is the same to the last bit. */
  public Allocator with(Crew others) {
    return new Allocator(options, classes, landUse, scale, others);
  }

  /**
   * Refuses units that lie partly outside an area, where {@link PartialUnits#REFUSE} is set: before
   * anything is computed.
   *
   * @param lookedAt most of what can be looked at, in the census' reference system
   */
  public static void requireWhole(Census census, Geometry lookedAt, PartialUnits partialUnits) {
    new CoveredUnits(
            census, census.units(), new LookedAt(lookedAt), partialUnits, CoveredShare.BY_AREA)
        .refusePartial();
  }

  /**
   * Shares the figures out.
   *
   * @param census units, in the run's projected reference system
   * @param buildings candidates in the same system, with levels and use filled in ({@link
   *     BuildingUse}); only those of the merged view house people
   * @param lookedAt imagery and OSM extent, in the same system
   * @param grid of the density raster, in any system. Buildings off the grid take no part
   * @param issues gets units that were scaled, fell back or were left out, by their id
   * @throws InputException naming the units, when partial units are to be refused and there are any
   */
  public Allocation allocate(
      Census census,
      List<Building> buildings,
      Geometry lookedAt,
      Grid grid,
      Consumer<DataIssue> issues) {
    List<CensusUnit> units = new ArrayList<>(census.units());
    units.sort(Comparator.comparing(CensusUnit::id));
    LookedAt looked = new LookedAt(lookedAt);
    CoveredUnits covered = new CoveredUnits(census, units, looked, options.partialUnits(), scale);
    covered.refusePartial();

    Buildings candidates = Buildings.of(buildings);
    CellPlacer placer = new CellPlacer(census.crs(), grid);
    DensityBlocks blocks = new DensityBlocks(census.groups().size());
    UnitIndex index = new UnitIndex(units, census.crs());
    UnitParts parts = new UnitParts(units.size());
    BuildingPlacer located =
        new BuildingPlacer(options, index, parts, census.crs(), placer, blocks);
    located.locate(candidates, crew);
    SettledCells settled = new SettledCells(options, blocks, grid.width());
    if (options.method() == Method.SETTLEMENT) {
      settle(candidates, placer, settled);
    }

    Supplier<UnitAllocator> allocators =
        () ->
            new UnitAllocator(
                options,
                classes,
                landUse,
                candidates,
                parts,
                new CellPlacer(census.crs(), grid),
                settled,
                grid);
    List<UnitShares> results = new ArrayList<>();
    List<Geometry> allocatedAreas = new ArrayList<>();
    int offGrid = 0;
    // Units settle cells that they have no buildings in: one after the other.
    UnitWork work =
        new UnitWork(allocators, options.method() == Method.SETTLEMENT ? Crew.ALONE : crew);
    for (int from = 0; from < units.size(); from += UNITS_AT_ONCE) {
      List<UnitWork.Order> orders = new ArrayList<>();
      for (int u = from; u < Math.min(units.size(), from + UNITS_AT_ONCE); u++) {
        orders.add(order(units.get(u), u, covered));
      }
      for (UnitWork.Done done : work.run(orders)) {
        int u = done.order().unit();
        offGrid += done.offGrid();
        addBuildings(done.buildings(), grid.width(), blocks);
        UnitShares shares = done.shared().shares();
        results.add(shares);
        if (shares.result().rule().isAllocated()) {
          allocatedAreas.add(placer.toGrid(units.get(u).area()));
        }
        report(done, units.get(u), covered, issues);
        addPersons(done.shared(), grid.width(), blocks);
      }
    }
    located.report(offGrid, issues);
    reportNotLookedAt(results, issues);
    DensityGrid density =
        new DensityGrid(
            grid, blocks, placer.toGrid(looked.area()), allocatedAreas, classes.spread().level());
    return new Allocation(census.groups(), results, candidates, density);
  }

  /** Notes the cells of every building of the merged view, before any unit asks for them. */
  private static void settle(Buildings candidates, CellPlacer placer, SettledCells settled) {
    for (int b = 0; b < candidates.size(); b++) {
      Facts facts = candidates.facts(b);
      if (facts.verdict().status().isMerged() && placer.place(candidates.outline(b))) {
        settled.add(facts, placer);
      }
    }
  }

  private static void addBuildings(CellSums sums, int width, DensityBlocks blocks) {
    for (int place = 0; place < sums.count(); place++) {
      if (sums.get(place, PlacedParts.BUILDINGS) > 0) {
        long cell = sums.cell(place);
        blocks.addBuilding(
            (int) (cell % width),
            (int) (cell / width),
            sums.get(place, PlacedParts.BUILDINGS),
            sums.get(place, PlacedParts.BUILT));
      }
    }
  }

  /** What is to be done for a unit. */
  private UnitWork.Order order(CensusUnit unit, int index, CoveredUnits covered) {
    double share = covered.share(index);
    if (!unit.isKnown()) {
      return UnitWork.Order.nothing(index, unit, AllocationRule.UNKNOWN, share);
    }
    if (share == 0) {
      return UnitWork.Order.nothing(index, unit, AllocationRule.NOT_LOOKED_AT, 0);
    }
    if (unit.persons() == 0 && unit.groups().stream().noneMatch(g -> g > 0)) {
      return UnitWork.Order.nothing(index, unit, AllocationRule.NOBODY, share);
    }
    double factor = covered.factor(index);
    double figure = figure(unit.persons(), factor);
    double[] groups = unit.groups().stream().mapToDouble(g -> figure(g, factor)).toArray();
    return UnitWork.Order.share(
        index, new UnitAllocator.Task(unit, figure, groups, covered.part(index), share));
  }

  private void report(
      UnitWork.Done done, CensusUnit unit, CoveredUnits covered, Consumer<DataIssue> issues) {
    UnitAllocator.Task task = done.order().task();
    AllocationRule rule = done.shared().shares().result().rule();
    if (task == null) {
      return;
    }
    if (rule.isAllocated()) {
      covered.report(done.order().unit(), task.figure(), issues);
    }
    reportFallback(unit, rule, issues);
  }

  private double figure(double census, double factor) {
    double figure = census * factor;
    return options.wholePersons() ? Math.rint(figure) : figure;
  }

  private static void addPersons(UnitAllocator.Shared shared, int width, DensityBlocks blocks) {
    UnitShares shares = shared.shares();
    long[] cells = shares.cells();
    for (int i = 0; i < cells.length; i++) {
      int column = (int) (cells[i] % width);
      int row = (int) (cells[i] / width);
      blocks.addPersons(
          column,
          row,
          shares.cellPersons()[i],
          shared.variance()[i],
          shared.logNobody()[i],
          shares.result().allocated());
      for (int g = 0; g < blocks.groups(); g++) {
        blocks.addGroup(column, row, g, shares.cellGroups()[g][i]);
      }
    }
  }

  private void reportFallback(CensusUnit unit, AllocationRule rule, Consumer<DataIssue> issues) {
    String reason =
        switch (rule) {
          case ALL_BUILDINGS ->
              options.residentialOnly()
                  ? "no residential building; its persons are shared over all buildings"
                  : "";
          case SETTLED ->
              options.method() == Method.SETTLEMENT
                  ? ""
                  : "no building; its persons are shared over its residential land use";
          case UNIFORM ->
              "neither buildings nor residential land use; its persons are shared evenly over its"
                  + " land";
          case NOT_LOOKED_AT -> "no cell of the grid; its persons are not allocated";
          case RESIDENTIAL, NOBODY, UNKNOWN -> "";
        };
    if (!reason.isEmpty()) {
      issues.accept(new DataIssue("unit-fallback", reason, "unit " + unit.id()));
    }
  }

  /** One issue for all of them: a country's census over one town's imagery has thousands. */
  private static void reportNotLookedAt(List<UnitShares> results, Consumer<DataIssue> issues) {
    List<String> ids =
        results.stream()
            .map(UnitShares::result)
            .filter(r -> r.rule() == AllocationRule.NOT_LOOKED_AT && r.coveredShare() == 0)
            .map(UnitResult::id)
            .toList();
    if (!ids.isEmpty()) {
      issues.accept(
          new DataIssue(
              "units-not-looked-at",
              ids.size()
                  + " units lie outside imagery and OSM data; their persons are not allocated",
              "units " + Names.listed(ids),
              ids.size()));
    }
  }
}
