package hearth.population;

import java.util.List;

/** Lists of names in messages. */
final class Names {
  private static final int LISTED = 20;

  private Names() {}

  /** The first twenty, and how many more there are. */
  static String listed(List<String> names) {
    int more = names.size() - LISTED;
    return more <= 0
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, LISTED)) + " and " + more + " more";
  }
}
