package hearth.footprint;

import java.util.Arrays;

/** What a surface model concludes about a candidate. */
public enum HeightVerdict {
  /** It stands above the ground. */
  STANDS("stands"),
  /** So near the least height that the model cannot tell: kept, with a lower score. */
  DOUBTFUL("doubtful"),
  /** It lies on the ground. */
  TOO_LOW("too-low"),
  /** The ground is steeper than houses stand on. */
  TOO_STEEP("too-steep"),
  /** The model is too coarse for heights, and the ground is not too steep. */
  NOT_STEEP("not-steep"),
  /** The model has no value here, which says nothing. */
  NO_EVIDENCE("no-evidence");

  private final String code;

  HeightVerdict(String code) {
    this.code = code;
  }

  /** As stored in the database and in files. */
  public String code() {
    return code;
  }

  /** Whether it speaks against a building. */
  public boolean rejects() {
    return this == TOO_LOW || this == TOO_STEEP;
  }

  /** Back from {@link #code}. */
  public static HeightVerdict ofCode(String code) {
    return Arrays.stream(values())
        .filter(v -> v.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("verdict " + code));
  }
}
