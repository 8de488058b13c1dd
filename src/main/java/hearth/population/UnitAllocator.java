package hearth.population;

import hearth.footprint.Building;
import hearth.geo.Grid;
import hearth.zonal.CellAreas;
import java.util.List;
import java.util.function.Predicate;
import org.locationtech.jts.geom.Geometry;

/** Shares out the figure of one unit after the other. */
final class UnitAllocator {
  private final AllocationOptions options;
  private final BuildingWeights weights;
  private final List<Building> buildings;
  private final UnitParts parts;
  private final CellPlacer placer;
  private final CellAreas areas;
  private final long width;

  UnitAllocator(
      AllocationOptions options,
      BuildingClasses classes,
      List<Building> buildings,
      UnitParts parts,
      CellPlacer placer,
      Grid grid) {
    this.options = options;
    this.weights = new BuildingWeights(options.weight(), classes);
    this.buildings = buildings;
    this.parts = parts;
    this.placer = placer;
    this.areas = new CellAreas(grid);
    this.width = grid.width();
  }

  /**
   * By the first rule that has something to share to.
   *
   * @param index place of the unit among the parts
   * @param figure persons to share out, positive
   * @param looked the part of the unit that was looked at
   * @param covered its share of the unit's area
   */
  UnitShares allocate(CensusUnit unit, int index, double figure, Geometry looked, double covered) {
    int[] all = parts.of(index);
    if (options.residentialOnly()) {
      int[] residential = weighted(all, Building::residential);
      if (residential.length > 0) {
        return toBuildings(unit, residential, figure, covered, AllocationRule.RESIDENTIAL);
      }
    }
    int[] any = weighted(all, b -> true);
    return any.length > 0
        ? toBuildings(unit, any, figure, covered, AllocationRule.ALL_BUILDINGS)
        : uniform(unit, figure, looked, covered);
  }

  /** The parts of buildings that are of a kind and have a weight. */
  private int[] weighted(int[] unitParts, Predicate<Building> kind) {
    int[] kept = new int[unitParts.length];
    int n = 0;
    for (int part : unitParts) {
      if (kind.test(buildings.get(parts.building(part))) && weight(part) > 0) {
        kept[n++] = part;
      }
    }
    return java.util.Arrays.copyOf(kept, n);
  }

  private double weight(int part) {
    return weights.of(buildings.get(parts.building(part))) * parts.share(part);
  }

  private UnitShares toBuildings(
      CensusUnit unit, int[] unitParts, double figure, double covered, AllocationRule rule) {
    int[] indices = new int[unitParts.length];
    double[] persons = new double[unitParts.length];
    for (int i = 0; i < unitParts.length; i++) {
      indices[i] = parts.building(unitParts[i]);
      persons[i] = weight(unitParts[i]);
    }
    Shares.split(persons, figure);
    CellSums sums = new CellSums();
    for (int i = 0; i < unitParts.length; i++) {
      Geometry cut = parts.cut(unitParts[i]);
      placer.place(cut == null ? buildings.get(indices[i]).outline() : cut);
      for (int c = 0; c < placer.count; c++) {
        sums.add(placer.rows[c] * width + placer.columns[c], persons[i] * placer.share(c));
      }
    }
    long[] cells = sums.cells();
    double[] cellPersons = new double[cells.length];
    for (int c = 0; c < cells.length; c++) {
      cellPersons[c] = sums.sum(cells[c]);
    }
    Shares.settle(cellPersons, figure);
    return new UnitShares(
        new UnitResult(
            unit.id(), unit.persons(), figure, rule, covered, cells.length, indices.length),
        indices,
        persons,
        cells,
        cellPersons);
  }

  /** By the ground area of each cell that lies in the part looked at. */
  private UnitShares uniform(CensusUnit unit, double figure, Geometry looked, double covered) {
    if (!placer.place(looked)) {
      return UnitShares.none(unit, AllocationRule.NOT_LOOKED_AT, covered);
    }
    long[] cells = new long[placer.count];
    double[] persons = new double[placer.count];
    double ground = 0;
    for (int c = 0; c < cells.length; c++) {
      cells[c] = placer.rows[c] * width + placer.columns[c];
      persons[c] = placer.fractions[c] * areas.squareMetres(placer.columns[c], placer.rows[c]);
      ground += persons[c];
    }
    if (ground == 0) {
      return UnitShares.none(unit, AllocationRule.NOT_LOOKED_AT, covered);
    }
    Shares.split(persons, figure);
    return new UnitShares(
        new UnitResult(
            unit.id(), unit.persons(), figure, AllocationRule.UNIFORM, covered, cells.length, 0),
        new int[0],
        new double[0],
        cells,
        persons);
  }
}
