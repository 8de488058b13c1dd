package hearth.population;

import hearth.footprint.Buildings;
import hearth.geo.Outline;
import java.util.Arrays;

/**
 * The buildings of one unit after the other, sorted by id, and the cells of the grid that they
 * cover. What the last call found is read from the fields. Buffers are kept: for one thread.
 */
final class PlacedParts {
  /** Columns of {@link #sums} that this class fills; a user has the others. */
  static final int BUILDINGS = 0;

  static final int BUILT = 1;

  private final Buildings buildings;
  private final UnitParts parts;
  private final CellPlacer placer;
  private final long width;
  private final int columns;

  /** Number of parts on the grid. */
  int count;

  /** Place of each part's building in the list. */
  int[] building = new int[1024];

  /** Its whole area, in the units of the run's reference system. */
  double[] area = new double[1024];

  /** Share of it that lies in the unit. */
  double[] share = new double[1024];

  /** Cells of part k: from {@code ends[k - 1]} up to and without {@code ends[k]}. */
  private int[] ends = new int[1024];

  /** Place of each of those cells in {@link #sums}, and the share of the part that it holds. */
  int[] cell = new int[2048];

  double[] cellShare = new double[2048];

  /** Sums by cell of the grid. */
  CellSums sums;

  /** Buildings of the unit that lie off the grid. */
  int offGrid;

  /**
   * @param columns of {@link #sums}, at least two
   */
  PlacedParts(Buildings buildings, UnitParts parts, CellPlacer placer, long width, int columns) {
    this.buildings = buildings;
    this.parts = parts;
    this.placer = placer;
    this.width = width;
    this.columns = columns;
  }

  int start(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }

  int end(int part) {
    return ends[part];
  }

  /**
   * Places the parts of a unit. Each building is counted in {@link #sums} by one of its units, with
   * all of its cells.
   */
  void place(int unit) {
    int[] ofUnit = parts.of(unit);
    int[] places = new int[ofUnit.length];
    for (int k = 0; k < places.length; k++) {
      places[k] = UnitParts.building(ofUnit[k]);
    }
    reserve(places.length);
    sums = new CellSums(columns);
    count = 0;
    offGrid = 0;
    for (int k : buildings.orderById(places)) {
      place(unit, ofUnit[k]);
    }
  }

  private void place(int unit, int part) {
    int b = UnitParts.building(part);
    Outline whole = buildings.outline(b);
    Outline cut = parts.cut(unit, part);
    boolean counts = UnitParts.isFirst(part);
    if (counts && cut != null) {
      if (!placer.place(whole)) {
        offGrid++;
        return;
      }
      for (int i = 0; i < placer.count; i++) {
        addBuilding(sums.place(number(i)), i);
      }
    }
    if (!placer.place(cut == null ? whole : cut)) {
      offGrid += counts && cut == null ? 1 : 0;
      return;
    }
    int at = start(count);
    if (at + placer.count > cell.length) {
      cell = Arrays.copyOf(cell, Math.max(at + placer.count, 2 * cell.length));
      cellShare = Arrays.copyOf(cellShare, cell.length);
    }
    for (int i = 0; i < placer.count; i++) {
      int place = sums.place(number(i));
      cell[at + i] = place;
      cellShare[at + i] = placer.share(i);
      if (counts && cut == null) {
        addBuilding(place, i);
      }
    }
    building[count] = b;
    area[count] = whole.area();
    share[count] = parts.share(unit, part);
    ends[count++] = at + placer.count;
  }

  private void addBuilding(int place, int i) {
    sums.add(place, BUILDINGS, placer.share(i));
    sums.add(place, BUILT, placer.fractions[i]);
  }

  private long number(int i) {
    return placer.rows[i] * width + placer.columns[i];
  }

  private void reserve(int n) {
    if (n > building.length) {
      int size = Math.max(n, 2 * building.length);
      building = new int[size];
      area = new double[size];
      share = new double[size];
      ends = new int[size];
    }
  }
}
