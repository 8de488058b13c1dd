package hearth.footprint;

/** Where a building's outline comes from. */
public enum Source {
  /** A mask of the segmenter. */
  SAM,
  /** OpenStreetMap, without a detection. */
  OSM,
  /** OpenStreetMap's outline, and a detection that agrees with it. */
  BOTH,
  /** A layer that the user gave. */
  GIVEN;

  /** As stored in the database and in files. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
