package hearth.geo;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a misspelt one most likely means, for messages. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name with the least edit distance (Damerau 1964: letters added, left out, changed, or
   * swapped with their neighbour), letter case ignored; ties go to the name that comes first
   * alphabetically.
   *
   * @return empty when nothing is within a third of the longer name's length
   */
  public static Optional<String> of(String given, Collection<String> known) {
    String lower = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> distance(lower, name) * 3 <= Math.max(lower.length(), name.length()) + 1)
        .min(Comparator.comparingInt((String name) -> distance(lower, name)).thenComparing(n -> n));
  }

  /** {@code "Did you mean 'x'?"} where a name is near, else {@code "Known: a, b, c."}. */
  public static String hint(String given, Collection<String> known) {
    return of(given, known)
        .map(name -> "Did you mean '" + name + "'?")
        .orElseGet(() -> "Known: " + String.join(", ", known) + ".");
  }

  private static int distance(String lower, String name) {
    String other = name.toLowerCase(Locale.ROOT);
    int[][] cost = new int[lower.length() + 1][other.length() + 1];
    for (int i = 0; i <= lower.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = lower.charAt(i - 1) == other.charAt(j - 1);
        cost[i][j] =
            Math.min(
                cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && lower.charAt(i - 1) == other.charAt(j - 2)
            && lower.charAt(i - 2) == other.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[lower.length()][other.length()];
  }
}
