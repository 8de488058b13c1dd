package hearth.store;

import java.sql.SQLException;

/**
 * The database did not do what was asked: lost, full, in use by another process.
 *
 * <p>The message is written for a person and holds no password. {@link #mayPass()} tells whether
 * trying again later makes sense.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  StoreException(String what, String remedy, boolean mayPass, Throwable cause) {
    super(what + "\n  " + remedy, cause);
    this.mayPass = mayPass;
  }

  /** What a failed statement means, in words. */
  static StoreException of(String doing, SQLException e) {
    SqlFault fault = SqlFault.of(e);
    return new StoreException(doing + ": " + fault.describe(e), fault.remedy(), fault.mayPass(), e);
  }

  /** Whether the cause may go away by itself: connection lost, server restarting, deadlock. */
  public boolean mayPass() {
    return mayPass;
  }
}
