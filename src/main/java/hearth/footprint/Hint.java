package hearth.footprint;

import java.util.Arrays;
import java.util.List;

/**
 * What makes a detection doubtful besides its height: a code for review. None deletes or hides a
 * candidate.
 */
public enum Hint {
  /** Most of it lies on water, as OpenStreetMap maps it. */
  WATER("water"),
  /** A road runs through it. */
  ROAD("road"),
  /** Tiny, with no other building around. */
  ISOLATED("isolated"),
  /** As large as a vehicle or a container, and where these stand. */
  VEHICLE("vehicle"),
  /** A sliver, or an outline with a sharp spike. */
  SLIVER("sliver");

  private final String code;

  Hint(String code) {
    this.code = code;
  }

  /** As stored in the database and in files, and as a job names it. */
  public String code() {
    return code;
  }

  /** All codes, in the order in which they are listed. */
  public static List<String> codes() {
    return Arrays.stream(values()).map(Hint::code).toList();
  }

  /** Back from {@link #code}. */
  public static Hint ofCode(String code) {
    return Arrays.stream(values())
        .filter(h -> h.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("hint " + code));
  }
}
