package hearth.population;

import java.util.Arrays;

/** Sums by cell: a hash table with open addressing from a cell's number to a double. */
final class CellSums {
  private static final long FREE = -1;

  private long[] keys = new long[1024];
  private double[] sums = new double[1024];
  private int count;

  CellSums() {
    Arrays.fill(keys, FREE);
  }

  /** Adds to a cell. */
  void add(long cell, double value) {
    int i = slot(cell);
    if (keys[i] == FREE) {
      keys[i] = cell;
      count++;
      if (count * 2 > keys.length) {
        grow();
        i = slot(cell);
      }
    }
    sums[i] += value;
  }

  /** The cells that were added to, ascending. */
  long[] cells() {
    long[] cells = new long[count];
    int n = 0;
    for (long key : keys) {
      if (key != FREE) {
        cells[n++] = key;
      }
    }
    Arrays.sort(cells);
    return cells;
  }

  double sum(long cell) {
    return sums[slot(cell)];
  }

  private int slot(long cell) {
    // Fibonacci hashing (Knuth): neighbouring cells spread over the table.
    int mask = keys.length - 1;
    int i = (int) ((cell * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keys[i] != FREE && keys[i] != cell) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    long[] oldKeys = keys;
    double[] oldSums = sums;
    keys = new long[2 * oldKeys.length];
    sums = new double[keys.length];
    Arrays.fill(keys, FREE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int to = slot(oldKeys[i]);
        keys[to] = oldKeys[i];
        sums[to] = oldSums[i];
      }
    }
  }
}
