package hearth.population;

import hearth.footprint.Building;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
 * taken as equally large. The rules when a unit has no such building are in {@link AllocationRule}.
 *
 * <p>For every unit the cell shares sum to what was allocated of its figure, and so do the building
 * shares: sums are compensated and what rounding leaves goes to the largest share.
 */
public final class Allocator {
  /** A unit looked at but for this share of its area is whole: outlines differ by projection. */
  private static final double WHOLE = 1 - 1e-4;

  /** Less than this share of a unit is an outline that is touched. */
  private static final double NOTHING = 1e-9;

  private final AllocationOptions options;
  private final BuildingClasses classes;

  /** Weighs by the table that comes with the program. */
  public Allocator(AllocationOptions options) {
    this(options, BuildingClasses.standard());
  }

  /**
   * @param classes how buildings of each class are weighed
   */
  public Allocator(AllocationOptions options, BuildingClasses classes) {
    this.options = Objects.requireNonNull(options, "options");
    this.classes = Objects.requireNonNull(classes, "classes");
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
    List<Geometry> parts = units.stream().map(looked::partOf).toList();
    if (options.partialUnits() == PartialUnits.REFUSE) {
      refusePartial(census.source(), units, parts);
    }

    List<Building> merged =
        buildings.stream().filter(b -> b.status().isMerged()).sorted(Building.BY_ID).toList();
    CellPlacer placer = new CellPlacer(census.crs(), grid);
    DensityBlocks blocks = new DensityBlocks();
    UnitParts unitParts =
        placeBuildings(merged, new UnitIndex(units, census.crs()), placer, blocks, issues);
    unitParts.sort(units.size());

    UnitAllocator allocator = new UnitAllocator(options, classes, merged, unitParts, placer, grid);
    List<UnitShares> results = new ArrayList<>();
    List<Geometry> allocatedAreas = new ArrayList<>();
    for (int u = 0; u < units.size(); u++) {
      CensusUnit unit = units.get(u);
      UnitShares shares = shareOut(allocator, unit, u, parts.get(u), issues);
      results.add(shares);
      if (shares.result().rule().isAllocated()) {
        allocatedAreas.add(placer.toGrid().apply(unit.area()));
      }
      addPersons(shares, grid.width(), blocks);
    }
    reportNotLookedAt(results, issues);
    DensityGrid density =
        new DensityGrid(grid, blocks, placer.toGrid().apply(looked.area()), allocatedAreas);
    return new Allocation(results, merged, density);
  }

  private UnitShares shareOut(
      UnitAllocator allocator,
      CensusUnit unit,
      int index,
      Geometry looked,
      Consumer<DataIssue> issues) {
    double covered = coveredShare(unit, looked);
    if (!unit.isKnown()) {
      return UnitShares.none(unit, AllocationRule.UNKNOWN, covered);
    }
    if (covered < NOTHING) {
      return UnitShares.none(unit, AllocationRule.NOT_LOOKED_AT, 0);
    }
    if (unit.persons() == 0) {
      return UnitShares.none(unit, AllocationRule.NOBODY, covered);
    }
    boolean scaled = covered < WHOLE && options.partialUnits() == PartialUnits.SCALE;
    double figure = scaled ? unit.persons() * covered : unit.persons();
    UnitShares shares = allocator.allocate(unit, index, figure, looked, covered);
    if (covered < WHOLE && shares.result().rule().isAllocated()) {
      reportPartial(unit, covered, figure, issues);
    }
    reportFallback(unit, shares.result().rule(), issues);
    return shares;
  }

  private static double coveredShare(CensusUnit unit, Geometry looked) {
    if (looked == unit.area()) {
      return 1;
    }
    return Math.min(1, looked.getArea() / unit.area().getArea());
  }

  /** Finds the unit of every building and adds it to the cells that it covers. */
  private static UnitParts placeBuildings(
      List<Building> buildings,
      UnitIndex index,
      CellPlacer placer,
      DensityBlocks blocks,
      Consumer<DataIssue> issues) {
    UnitParts parts = new UnitParts();
    int inNoUnit = 0;
    int offGrid = 0;
    for (int b = 0; b < buildings.size(); b++) {
      int building = b;
      Geometry outline = buildings.get(b).outline();
      if (!placer.place(outline)) {
        offGrid++;
        continue;
      }
      for (int i = 0; i < placer.count; i++) {
        blocks.addBuilding(placer.columns[i], placer.rows[i], placer.share(i), placer.fractions[i]);
      }
      boolean found =
          index.locate(
              outline,
              (unit, share, cut) -> {
                if (cut == null || placer.place(cut)) {
                  parts.add(unit, building, share, cut);
                }
              });
      inNoUnit += found ? 0 : 1;
    }
    if (inNoUnit > 0) {
      issues.accept(
          new DataIssue(
              "buildings-in-no-unit",
              inNoUnit + " buildings lie in no census unit; nobody is allocated to them",
              "census"));
    }
    if (offGrid > 0) {
      issues.accept(
          new DataIssue(
              "buildings-off-the-grid",
              offGrid + " buildings lie outside the density grid and were left out",
              "grid"));
    }
    return parts;
  }

  private static void addPersons(UnitShares shares, int width, DensityBlocks blocks) {
    long[] cells = shares.cells();
    for (int i = 0; i < cells.length; i++) {
      blocks.addPersons(
          (int) (cells[i] % width), (int) (cells[i] / width), shares.cellPersons()[i]);
    }
  }

  private static void refusePartial(
      String source, List<CensusUnit> units, List<Geometry> lookedAtParts) {
    List<String> partial = new ArrayList<>();
    for (int u = 0; u < units.size(); u++) {
      double covered = coveredShare(units.get(u), lookedAtParts.get(u));
      if (covered >= NOTHING && covered < WHOLE) {
        partial.add(String.format(Locale.ROOT, "%s (%.1f %%)", units.get(u).id(), 100 * covered));
      }
    }
    if (!partial.isEmpty()) {
      throw new InputException(
          "%s: %d census units lie partly outside imagery and OSM data: %s"
              .formatted(source, partial.size(), Names.listed(partial)),
          "Give imagery or OSM data for all of them, or set partial-units to scale or whole.");
    }
  }

  private void reportPartial(
      CensusUnit unit, double covered, double figure, Consumer<DataIssue> issues) {
    issues.accept(
        new DataIssue(
            "unit-partly-looked-at",
            String.format(
                Locale.ROOT,
                options.partialUnits() == PartialUnits.SCALE
                    ? "%.2f %% of the unit was looked at; %.1f of its %.1f persons are allocated"
                    : "%.2f %% of the unit was looked at and gets all of its %2$.1f persons",
                100 * covered,
                figure,
                unit.persons()),
            "unit " + unit.id()));
  }

  private void reportFallback(CensusUnit unit, AllocationRule rule, Consumer<DataIssue> issues) {
    String reason =
        switch (rule) {
          case ALL_BUILDINGS ->
              options.residentialOnly()
                  ? "no residential building; its persons are shared over all buildings"
                  : "";
          case UNIFORM -> "no building; its persons are shared evenly over its area";
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
