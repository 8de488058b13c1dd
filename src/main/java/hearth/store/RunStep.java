package hearth.store;

import java.util.Locale;

/** The steps of a run, in their order. */
public enum RunStep {
  /** Imagery to detections; each tile has a row of its own in the ledger. */
  TILES,
  /** Seams between tiles closed. */
  SEAMS,
  /** Heights, OpenStreetMap and use. */
  CONFLATION,
  /** Census figures shared out. */
  POPULATION,
  /** Results written to the database, in one transaction. */
  RESULTS,
  /** Files written, each beside its place and moved there. */
  FILES;

  /** As stored in the database and told as progress. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
