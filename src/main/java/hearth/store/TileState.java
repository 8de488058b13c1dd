package hearth.store;

import java.util.Locale;

/** What became of a tile. */
public enum TileState {
  /** Looked at; its detections are in the same transaction. */
  DONE,
  /** Nothing imaged there, so nothing was looked for. */
  EMPTY,
  /** Given up, with the error beside it. */
  FAILED;

  /** As stored in the database. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TileState ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
