package hearth.population;

import hearth.footprint.Buildings;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.Outline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Finds the units of every building. */
final class BuildingPlacer {
  private final AllocationOptions options;
  private final UnitIndex index;
  private final UnitParts parts;
  private final double nearest;
  private final CellPlacer placer;
  private final DensityBlocks blocks;

  private int nearby;
  private int orphans;
  private int offGrid;

  /** Buildings of a piece of the list: their parts, and those that no unit has. */
  private static final class Piece {
    private final UnitParts parts;
    private int[] outside = new int[16];
    private int count;

    Piece(int units) {
      parts = new UnitParts(units);
    }

    void locate(Buildings buildings, int from, int to, UnitIndex index) {
      for (int b = from; b < to; b++) {
        if (buildings.facts(b).verdict().status().isMerged()) {
          int building = b;
          if (!index.locate(
              buildings.outline(b), (u, share, cut) -> parts.add(u, building, share, cut))) {
            outside = count < outside.length ? outside : Arrays.copyOf(outside, 2 * count);
            outside[count++] = b;
          }
        }
      }
    }
  }

  /**
   * @param parts gets what each unit has
   * @param crs reference system of units and buildings
   * @param blocks gets the buildings that no unit has
   */
  BuildingPlacer(
      AllocationOptions options,
      UnitIndex index,
      UnitParts parts,
      Crs crs,
      CellPlacer placer,
      DensityBlocks blocks) {
    this.options = options;
    this.index = index;
    this.parts = parts;
    this.nearest = options.nearestMetres() / crs.metresPerUnit();
    this.placer = placer;
    this.blocks = blocks;
  }

  /** Finds the parts of the buildings of the merged view in each unit. */
  void locate(Buildings buildings, Crew crew) {
    int n = crew.size();
    List<Piece> pieces = new ArrayList<>();
    List<Runnable> work = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int from = (int) ((long) buildings.size() * i / n);
      int to = (int) ((long) buildings.size() * (i + 1) / n);
      Piece piece = new Piece(parts.units());
      pieces.add(piece);
      work.add(() -> piece.locate(buildings, from, to, index));
    }
    crew.run(work);
    for (Piece piece : pieces) {
      parts.addAll(piece.parts);
    }
    for (Piece piece : pieces) {
      for (int i = 0; i < piece.count; i++) {
        outside(piece.outside[i], buildings.outline(piece.outside[i]));
      }
    }
  }

  /** A building that lies in no unit. */
  private void outside(int building, Outline outline) {
    if (!placer.place(outline)) {
      offGrid++;
      return;
    }
    int unit = nearest > 0 ? index.nearest(outline.geometry(), nearest) : -1;
    if (unit >= 0) {
      parts.add(unit, building, 1, null);
      nearby++;
      return;
    }
    orphans++;
    for (int i = 0; i < placer.count; i++) {
      blocks.addBuilding(placer.columns[i], placer.rows[i], placer.share(i), placer.fractions[i]);
    }
  }

  /**
   * Tells of buildings that no unit or no cell takes.
   *
   * @param unitsOffGrid buildings in a unit that lie off the grid
   */
  void report(int unitsOffGrid, Consumer<DataIssue> issues) {
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
              "census",
              nearby));
    }
    if (orphans > 0) {
      issues.accept(
          new DataIssue(
              "buildings-in-no-unit",
              orphans + " buildings lie in no census unit; nobody is allocated to them",
              "census",
              orphans));
    }
    int off = offGrid + unitsOffGrid;
    if (off > 0) {
      issues.accept(
          new DataIssue(
              "buildings-off-the-grid",
              off + " buildings lie outside the density grid and were left out",
              "grid",
              off));
    }
  }
}
