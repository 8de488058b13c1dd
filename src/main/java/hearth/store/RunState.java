package hearth.store;

import java.util.Locale;

/** How far a run got. */
public enum RunState {
  /** Tiles are being worked on, or the process that did so is gone: it can be resumed. */
  RUNNING,
  /** Complete and visible in the views. Some of its tiles may have failed: the ledger tells. */
  FINISHED,
  /** Stopped with a reason; what its tiles committed is kept and it can be resumed. */
  FAILED;

  /** As stored in the database. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunState ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
