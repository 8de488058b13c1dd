package hearth.population;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;

/**
 * Parts of buildings by census unit, in arrays: one entry for each building and unit that share
 * ground. Filled building by building, read unit by unit after {@link #sort}.
 */
final class UnitParts {
  private int[] unit = new int[1024];
  private int[] building = new int[1024];
  private double[] share = new double[1024];
  private final Map<Integer, Geometry> cut = new HashMap<>();
  private int count;

  private int[] order;
  private int[] end;

  void add(int unitIndex, int buildingIndex, double shareOfBuilding, Geometry cutOrNull) {
    if (count == unit.length) {
      unit = Arrays.copyOf(unit, 2 * count);
      building = Arrays.copyOf(building, 2 * count);
      share = Arrays.copyOf(share, 2 * count);
    }
    unit[count] = unitIndex;
    building[count] = buildingIndex;
    share[count] = shareOfBuilding;
    if (cutOrNull != null) {
      cut.put(count, cutOrNull);
    }
    count++;
  }

  /** Groups the parts by unit; inside a unit they keep the order in which they came. */
  void sort(int units) {
    end = new int[units];
    for (int i = 0; i < count; i++) {
      end[unit[i]]++;
    }
    int total = 0;
    for (int u = 0; u < units; u++) {
      int n = end[u];
      end[u] = total;
      total += n;
    }
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[end[unit[i]]++] = i;
    }
  }

  /** The parts of a unit, as numbers for the getters below. */
  int[] of(int unitIndex) {
    return Arrays.copyOfRange(order, unitIndex == 0 ? 0 : end[unitIndex - 1], end[unitIndex]);
  }

  int building(int part) {
    return building[part];
  }

  double share(int part) {
    return share[part];
  }

  /** The part's outline; null when it is the whole building. */
  Geometry cut(int part) {
    return cut.get(part);
  }
}
