package hearth.population;

import hearth.footprint.Building;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
  private final AllocationOptions options;
  private final BuildingClasses classes;
  private final LandUse landUse;
  private final CoveredShare scale;

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
    this.options = Objects.requireNonNull(options, "options");
    this.classes = Objects.requireNonNull(classes, "classes");
    this.landUse = Objects.requireNonNull(landUse, "landUse");
    this.scale = Objects.requireNonNull(scale, "scale");
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

    List<Building> merged =
        buildings.stream().filter(b -> b.status().isMerged()).sorted(Building.BY_ID).toList();
    CellPlacer placer = new CellPlacer(census.crs(), grid);
    DensityBlocks blocks = new DensityBlocks(census.groups().size());
    SettledCells settled = new SettledCells(options, blocks, grid.width());
    UnitParts parts =
        new BuildingPlacer(options, new UnitIndex(units, census.crs()), census.crs(), placer)
            .place(merged, blocks, settled, issues);
    parts.sort(units.size());

    UnitAllocator allocator =
        new UnitAllocator(options, classes, landUse, merged, parts, placer, settled, grid);
    List<UnitShares> results = new ArrayList<>();
    List<Geometry> allocatedAreas = new ArrayList<>();
    for (int u = 0; u < units.size(); u++) {
      UnitAllocator.Shared shared = shareOut(allocator, units.get(u), u, covered, issues);
      results.add(shared.shares());
      if (shared.shares().result().rule().isAllocated()) {
        allocatedAreas.add(placer.toGrid(units.get(u).area()));
      }
      addPersons(shared, grid.width(), blocks);
    }
    reportNotLookedAt(results, issues);
    DensityGrid density =
        new DensityGrid(
            grid, blocks, placer.toGrid(looked.area()), allocatedAreas, classes.spread().level());
    return new Allocation(census.groups(), results, merged, density);
  }

  private UnitAllocator.Shared shareOut(
      UnitAllocator allocator,
      CensusUnit unit,
      int index,
      CoveredUnits covered,
      Consumer<DataIssue> issues) {
    double share = covered.share(index);
    if (!unit.isKnown()) {
      return none(unit, AllocationRule.UNKNOWN, share);
    }
    if (share == 0) {
      return none(unit, AllocationRule.NOT_LOOKED_AT, 0);
    }
    if (unit.persons() == 0 && unit.groups().stream().noneMatch(g -> g > 0)) {
      return none(unit, AllocationRule.NOBODY, share);
    }
    double factor = covered.factor(index);
    double figure = figure(unit.persons(), factor);
    double[] groups = unit.groups().stream().mapToDouble(g -> figure(g, factor)).toArray();
    UnitAllocator.Shared shared =
        allocator.allocate(
            new UnitAllocator.Task(unit, index, figure, groups, covered.part(index), share));
    AllocationRule rule = shared.shares().result().rule();
    if (rule.isAllocated()) {
      covered.report(index, figure, issues);
    }
    reportFallback(unit, rule, issues);
    return shared;
  }

  private double figure(double census, double factor) {
    double figure = census * factor;
    return options.wholePersons() ? Math.rint(figure) : figure;
  }

  private static UnitAllocator.Shared none(CensusUnit unit, AllocationRule rule, double covered) {
    return UnitAllocator.Shared.certain(UnitShares.none(unit, rule, covered));
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
              "units " + Names.listed(ids)));
    }
  }
}
