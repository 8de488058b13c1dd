package hearth.population;

import hearth.footprint.Buildings;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToIntFunction;

/** Where each person went: results by unit, shares by building and by cell, and the raster. */
public final class Allocation {
  private final List<String> groups;
  private final List<UnitShares> units;
  private final Buildings buildings;
  private final DensityGrid density;

  Allocation(
      List<String> groups, List<UnitShares> units, Buildings buildings, DensityGrid density) {
    this.groups = groups;
    this.units = List.copyOf(units);
    this.buildings = buildings;
    this.density = density;
  }

  /** One result for each census unit, sorted by id. */
  public List<UnitResult> units() {
    return units.stream().map(UnitShares::result).toList();
  }

  /**
   * Persons by unit and building, sorted by unit id, then building id. A unit that was shared out
   * evenly over its area has none.
   */
  public Iterable<BuildingShare> buildingShares() {
    return each(
        unit -> unit.buildings().length,
        (unit, i) ->
            new BuildingShare(
                unit.result().id(),
                buildings.id(unit.buildings()[i]),
                unit.buildingPersons()[i],
                unit.buildingWeights()[i]));
  }

  /**
   * Persons by unit and cell, sorted by unit id, then row, then column. The shares of a unit sum to
   * {@link UnitResult#allocated}.
   */
  public Iterable<CellShare> cellShares() {
    int width = density.grid().width();
    return each(
        unit -> unit.cells().length,
        (unit, i) ->
            new CellShare(
                (int) (unit.cells()[i] % width),
                (int) (unit.cells()[i] / width),
                unit.result().id(),
                unit.cellPersons()[i],
                groups(unit, i)));
  }

  private static List<Double> groups(UnitShares unit, int i) {
    return unit.cellGroups().length == 0
        ? List.of()
        : Arrays.stream(unit.cellGroups()).map(g -> g[i]).toList();
  }

  /** Names of the groups of the census, in the order of {@link CellShare#groups}. */
  public List<String> groups() {
    return groups;
  }

  /** The raster. */
  public DensityGrid density() {
    return density;
  }

  /** Persons shared out, over all units. */
  public double persons() {
    CompensatedSum sum = new CompensatedSum();
    units.forEach(u -> sum.add(u.result().allocated()));
    return sum.value();
  }

  private interface Pick<T> {
    T at(UnitShares unit, int i);
  }

  /** Records made one by one as they are asked for: there may be tens of millions. */
  private <T> Iterable<T> each(ToIntFunction<UnitShares> size, Pick<T> pick) {
    return () ->
        new Iterator<>() {
          private int unit = -1;
          private int next;
          private int end;

          @Override
          public boolean hasNext() {
            while (next == end && unit + 1 < units.size()) {
              unit++;
              next = 0;
              end = size.applyAsInt(units.get(unit));
            }
            return next < end;
          }

          @Override
          public T next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            return pick.at(units.get(unit), next++);
          }
        };
  }
}
