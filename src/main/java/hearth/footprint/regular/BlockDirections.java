package hearth.footprint.regular;

import hearth.footprint.MainDirection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Main directions of blocks of attached houses.
 *
 * <p>The house with the clearest direction begins a block; a house that is attached to one of the
 * block joins it if its own direction is nearly the block's, or if its walls cost little more with
 * the block's, because a small or round mask has none. What is left begins further blocks. So a
 * crescent of houses becomes several blocks, and the house on a corner keeps its own direction.
 */
final class BlockDirections {
  private static final double NEARLY = Math.toRadians(10);

  /** What the block's direction may cost a house more than its own, in walls. */
  private static final double WALLS_MORE = 0.5;

  private BlockDirections() {}

  /**
   * Main direction of each house, radians.
   *
   * @param attached for each house the houses that are attached to it, ascending
   */
  static double[] of(List<House> houses, List<List<Integer>> attached, RegularOptions options) {
    double[] result = new double[houses.size()];
    List<Integer> clearestFirst = new ArrayList<>();
    for (int i = 0; i < houses.size(); i++) {
      result[i] = houses.get(i).theta();
      if (!houses.get(i).isTooLarge()) {
        clearestFirst.add(i);
      }
    }
    clearestFirst.sort(
        Comparator.comparingDouble((Integer i) -> -houses.get(i).clarity())
            .thenComparingInt(i -> i));
    boolean[] placed = new boolean[houses.size()];
    for (int seed : clearestFirst) {
      if (placed[seed]) {
        continue;
      }
      double cos = 0;
      double sin = 0;
      List<Integer> block = new ArrayList<>();
      Deque<Integer> open = new ArrayDeque<>(List.of(seed));
      placed[seed] = true;
      double theta = houses.get(seed).theta();
      while (!open.isEmpty()) {
        int i = open.remove();
        block.add(i);
        House house = houses.get(i);
        if (turn(house.theta(), theta) < NEARLY) {
          cos += house.clarity() * Math.cos(4 * house.theta());
          sin += house.clarity() * Math.sin(4 * house.theta());
          theta = Math.hypot(cos, sin) > 0 ? Math.atan2(sin, cos) / 4 : theta;
        }
        for (int next : attached.get(i)) {
          if (!placed[next] && fits(houses.get(next), theta, options)) {
            placed[next] = true;
            open.add(next);
          }
        }
      }
      for (int i : block) {
        result[i] = theta;
      }
    }
    return result;
  }

  private static boolean fits(House house, double theta, RegularOptions options) {
    return !house.isTooLarge()
        && (turn(house.theta(), theta) < NEARLY
            || house.costAt(theta) < house.cost() + WALLS_MORE * options.wallCost());
  }

  private static double turn(double a, double b) {
    return MainDirection.between(a, b);
  }
}
