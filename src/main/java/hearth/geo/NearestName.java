package hearth.geo;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a misspelt one most likely means, for messages. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name with the least edit distance (Levenshtein 1966), letter case ignored; ties go to
   * the name that comes first alphabetically.
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
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= lower.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int substitution = previous[j - 1] + (lower.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
