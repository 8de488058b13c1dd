package hearth.population;

import hearth.footprint.Building;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.locationtech.jts.geom.Geometry;

/** Finds the units of every building, and adds it to the cells that it covers. */
final class BuildingPlacer {
  private final AllocationOptions options;
  private final UnitIndex index;
  private final double nearest;
  private final CellPlacer placer;

  private int nearby;
  private int orphans;
  private int offGrid;

  /**
   * @param crs reference system of units and buildings
   */
  BuildingPlacer(AllocationOptions options, UnitIndex index, Crs crs, CellPlacer placer) {
    this.options = options;
    this.index = index;
    this.nearest = options.nearestMetres() / crs.metresPerUnit();
    this.placer = placer;
  }

  /**
   * @param blocks gets buildings and built fraction
   * @param settled gets the cells of each building
   * @param issues told of buildings that no unit or no cell takes
   * @return the parts of the buildings in each unit
   */
  UnitParts place(
      List<Building> buildings,
      DensityBlocks blocks,
      SettledCells settled,
      Consumer<DataIssue> issues) {
    UnitParts parts = new UnitParts();
    for (int b = 0; b < buildings.size(); b++) {
      Geometry outline = buildings.get(b).outline();
      if (!placer.place(outline)) {
        offGrid++;
        continue;
      }
      for (int i = 0; i < placer.count; i++) {
        blocks.addBuilding(placer.columns[i], placer.rows[i], placer.share(i), placer.fractions[i]);
      }
      settled.add(buildings.get(b), placer);
      findUnits(b, outline, parts);
    }
    report(issues);
    return parts;
  }

  private void findUnits(int building, Geometry outline, UnitParts parts) {
    boolean found =
        index.locate(
            outline,
            (unit, share, cut) -> {
              if (cut == null || placer.place(cut)) {
                parts.add(unit, building, share, cut);
              }
            });
    if (found) {
      return;
    }
    int unit = nearest > 0 ? index.nearest(outline, nearest) : -1;
    if (unit < 0) {
      orphans++;
    } else {
      parts.add(unit, building, 1, null);
      nearby++;
    }
  }

  private void report(Consumer<DataIssue> issues) {
    if (nearby > 0) {
      issues.accept(
          new DataIssue(
              "buildings-near-a-unit",
              String.format(
                  Locale.ROOT,
                  "%d buildings lie in no census unit and belong to the nearest one, at most %.1f m"
                      + " away",
                  nearby,
                  options.nearestMetres()),
              "census"));
    }
    if (orphans > 0) {
      issues.accept(
          new DataIssue(
              "buildings-in-no-unit",
              orphans + " buildings lie in no census unit; nobody is allocated to them",
              "census"));
    }
    if (offGrid > 0) {
      issues.accept(
          new DataIssue(
              "buildings-off-the-grid",
              offGrid + " buildings lie outside the density grid and were left out",
              "grid"));
    }
  }
}
