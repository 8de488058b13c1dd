package hearth.population;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Sums by cell: a hash table with open addressing from a cell's number to a place, and columns of
 * doubles by place.
 */
final class CellSums {
  private static final int FREE = -1;

  private int[] table = new int[2048];
  private long[] cells = new long[1024];
  private final double[][] columns;
  private int count;

  /**
   * @param columns sums kept for each cell
   */
  CellSums(int columns) {
    this.columns = new double[columns][cells.length];
    Arrays.fill(table, FREE);
  }

  /** The place of a cell, made when it is new; sums begin with 0. */
  int place(long cell) {
    int i = slot(cell);
    if (table[i] == FREE) {
      if (2 * (count + 1) > table.length) {
        grow();
        i = slot(cell);
      }
      cells[count] = cell;
      table[i] = count++;
    }
    return table[i];
  }

  /** Adds to a sum of a cell. */
  void add(int place, int column, double value) {
    columns[column][place] += value;
  }

  double get(int place, int column) {
    return columns[column][place];
  }

  /** Number of places. */
  int count() {
    return count;
  }

  long cell(int place) {
    return cells[place];
  }

  /** The place of a cell; negative where nothing was added. */
  int find(long cell) {
    return table[slot(cell)];
  }

  /** The places that are wanted, by their cells, ascending. */
  int[] sortedPlaces(IntPredicate wanted) {
    long[] sorted = new long[count];
    int n = 0;
    for (int place = 0; place < count; place++) {
      if (wanted.test(place)) {
        sorted[n++] = cells[place];
      }
    }
    Arrays.sort(sorted, 0, n);
    int[] places = new int[n];
    for (int i = 0; i < n; i++) {
      places[i] = table[slot(sorted[i])];
    }
    return places;
  }

  /** The cells at places. */
  long[] cells(int[] places) {
    long[] at = new long[places.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = cells[places[i]];
    }
    return at;
  }

  /** A sum at places. */
  double[] column(int column, int[] places) {
    double[] values = new double[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns[column][places[i]];
    }
    return values;
  }

  private int slot(long cell) {
    // Fibonacci hashing (Knuth): neighbouring cells spread over the table.
    int mask = table.length - 1;
    int i = (int) ((cell * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (table[i] != FREE && cells[table[i]] != cell) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    cells = Arrays.copyOf(cells, 2 * cells.length);
    for (int c = 0; c < columns.length; c++) {
      columns[c] = Arrays.copyOf(columns[c], cells.length);
    }
    table = new int[2 * table.length];
    Arrays.fill(table, FREE);
    for (int i = 0; i < count; i++) {
      table[slot(cells[i])] = i;
    }
  }
}
