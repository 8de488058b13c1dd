package hearth.footprint;

/** What joining with OpenStreetMap and checking heights made of a candidate. */
public enum Status {
  /** An OSM building with a detection of the same house. */
  MATCHED("matched"),
  /** A detection that lies mostly inside an OSM building. */
  ABSORBED("absorbed"),
  /** A detection that cuts into an OSM building: kept for review. */
  OVERLAP("overlap"),
  /** A detection where OSM has nothing. */
  ADDED("added"),
  /** An OSM building that was looked at and not detected. */
  OSM_ONLY("osm-only"),
  /** An OSM building outside the imagery. */
  UNSEEN("unseen"),
  /** Ruled out, with the reason beside it. */
  REJECTED("rejected");

  private final String code;

  Status(String code) {
    this.code = code;
  }

  /** As stored in the database and in files. */
  public String code() {
    return code;
  }

  /** Whether the candidate is one of the buildings of the merged view, which people live in. */
  public boolean isMerged() {
    return switch (this) {
      case MATCHED, ADDED, OSM_ONLY, UNSEEN -> true;
      case ABSORBED, OVERLAP, REJECTED -> false;
    };
  }
}
