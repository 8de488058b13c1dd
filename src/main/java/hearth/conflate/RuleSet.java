package hearth.conflate;

import hearth.geo.InputException;
import hearth.geo.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Named thresholds for joining detections with the map. {@code hearth.rule_set} in the database
 * holds the same ones, and {@code hearth.conflation_replay} applies them to the stored figures.
 */
public enum RuleSet {
  /** The default: a detection is the same house above IoU 0.5, and may touch its neighbours. */
  HEARTH(ConflateOptions.DEFAULT),
  /**
   * Overture Maps: the same house above IoU 0.5; a detection that touches a mapped building at all
   * is not added.
   */
  OVERTURE(new ConflateOptions(0.5, 0.5, 0, 0.5, true)),
  /** Mapflow: the same house above IoU 0.7; for the rest as {@link #HEARTH}. */
  MAPFLOW(new ConflateOptions(0.7, 0.5, 0.05, 0.5, false));

  private final ConflateOptions options;

  RuleSet(ConflateOptions options) {
    this.options = options;
  }

  public ConflateOptions options() {
    return options;
  }

  /** As a job and the database name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By its name.
   *
   * @throws InputException for a name that is not known
   */
  public static RuleSet parse(String name) {
    for (RuleSet set : values()) {
      if (set.code().equals(name.strip().toLowerCase(Locale.ROOT))) {
        return set;
      }
    }
    List<String> known = Arrays.stream(values()).map(RuleSet::code).toList();
    throw new InputException(
        "'" + name + "' is no rule set for joining with the map", NearestName.hint(name, known));
  }
}
