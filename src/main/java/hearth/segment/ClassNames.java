package hearth.segment;

import hearth.geo.InputException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a detector's classes. */
final class ClassNames {
  /** An entry of the map that Ultralytics' exports carry: {@code {0: 'person', 1: "it's"}}. */
  private static final Pattern ENTRY =
      Pattern.compile("(\\d{1,6})\\s*:\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")");

  private final List<String> names;

  private ClassNames(List<String> names) {
    this.names = names;
  }

  /**
   * From the description, else from the file's notes.
   *
   * @param count classes that the file tells apart; -1 where it does not say
   */
  static ClassNames of(ModelSpec spec, ModelIo io, int count) {
    List<String> names = spec.classes().isEmpty() ? fromNotes(io) : spec.classes();
    if (!names.isEmpty() && count >= 0 && names.size() != count) {
      throw new InputException(
          "model %s: %d classes are named, but its file tells %d apart"
              .formatted(spec.name(), names.size(), count),
          "Name them all under classes in " + spec.name() + ".yaml, in the file's order.");
    }
    return new ClassNames(names);
  }

  /** Names by class number, from a file's notes; empty where it has none. */
  static List<String> fromNotes(ModelIo io) {
    TreeMap<Integer, String> found = new TreeMap<>();
    Matcher m = ENTRY.matcher(Optional.ofNullable(io.metadata().get("names")).orElse(""));
    while (m.find()) {
      String name = m.group(2) == null ? m.group(3) : m.group(2);
      found.put(Integer.parseInt(m.group(1)), name.replaceAll("\\\\(.)", "$1"));
    }
    boolean complete = !found.isEmpty() && found.lastKey() == found.size() - 1;
    return complete ? List.copyOf(found.values()) : List.of();
  }

  /** All of them, by class number; may be empty. */
  List<String> all() {
    return names;
  }

  /**
   * Numbers of the classes of these names; two classes of one name are both meant.
   *
   * @throws InputException if a name is not known; all known ones are listed
   */
  BitSet numbers(String model, List<String> wanted) {
    BitSet numbers = new BitSet();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new InputException(
            "model %s has no class \"%s\"".formatted(model, name),
            names.isEmpty()
                ? "Its classes have no names: name them under classes in " + model + ".yaml."
                : "It knows: " + String.join(", ", names) + ".");
      }
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).equals(name)) {
          numbers.set(i);
        }
      }
    }
    return numbers;
  }

  String of(int label) {
    return label >= 0 && label < names.size() ? names.get(label) : "class " + label;
  }
}
