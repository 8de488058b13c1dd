package hearth.population;

import hearth.geo.Outline;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Parts of buildings by census unit, in arrays: one number for each building and unit that share
 * ground. Filled building by building, read unit by unit.
 */
final class UnitParts {
  /** Of a building of which another unit has a part that came before. */
  private static final int ANOTHER = 1 << 30;

  /** Of a part that is not the whole building. */
  private static final int CUT = 1 << 31;

  private final int[][] parts;
  private final int[] counts;
  private final Map<Long, Cut> cuts = new HashMap<>();
  private int last = -1;

  /** The part of a building inside a unit, and its share of the building. */
  private record Cut(double share, Outline outline) {}

  UnitParts(int units) {
    parts = new int[units][4];
    counts = new int[units];
  }

  /**
   * Adds a part; those of one building come one after the other.
   *
   * @param cutOrNull null where the part is the whole building
   */
  void add(int unit, int building, double shareOfBuilding, Outline cutOrNull) {
    if (counts[unit] == parts[unit].length) {
      parts[unit] = Arrays.copyOf(parts[unit], counts[unit] + counts[unit] / 2 + 2);
    }
    parts[unit][counts[unit]++] =
        building | (building == last ? ANOTHER : 0) | (cutOrNull == null ? 0 : CUT);
    if (cutOrNull != null) {
      cuts.put(key(unit, building), new Cut(shareOfBuilding, cutOrNull));
    }
    last = building;
  }

  int units() {
    return parts.length;
  }

  /** Adds all of another, of other buildings, behind what is here; it is not to be used again. */
  void addAll(UnitParts others) {
    for (int u = 0; u < parts.length; u++) {
      int n = others.counts[u];
      if (counts[u] == 0) {
        parts[u] = others.parts[u];
      } else if (n > 0) {
        parts[u] = Arrays.copyOf(parts[u], counts[u] + n);
        System.arraycopy(others.parts[u], 0, parts[u], counts[u], n);
      }
      counts[u] += n;
      others.parts[u] = null;
    }
    cuts.putAll(others.cuts);
  }

  /** The parts of a unit in the order in which they came, as numbers for the getters below. */
  int[] of(int unit) {
    return Arrays.copyOf(parts[unit], counts[unit]);
  }

  static int building(int part) {
    return part & ~(ANOTHER | CUT);
  }

  /** Whether it is the first part of its building: each building has one such part. */
  static boolean isFirst(int part) {
    return (part & ANOTHER) == 0;
  }

  double share(int unit, int part) {
    return (part & CUT) == 0 ? 1 : cuts.get(key(unit, building(part))).share();
  }

  /** The part's outline; null when it is the whole building. */
  Outline cut(int unit, int part) {
    return (part & CUT) == 0 ? null : cuts.get(key(unit, building(part))).outline();
  }

  private static long key(int unit, int building) {
    return (long) unit << 32 | building;
  }
}
