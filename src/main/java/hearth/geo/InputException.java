package hearth.geo;

/**
 * Input that is refused: a file, a band, a job key or an option that cannot be worked with.
 *
 * <p>The message is written for the person who gave the input: what was wrong, where (file, band,
 * feature, tile), and what to do. It is printed without a stack trace; the exit status is 2 when
 * nothing had been computed yet.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayPass;

  /**
   * @param what what is wrong and where, for example {@code "imagery.tif: no coordinate reference
   *     system"}
   * @param remedy what the person can do about it, a sentence of its own
   */
  public InputException(String what, String remedy) {
    this(what, remedy, null);
  }

  /** As above, with the error that led to the refusal, kept for the log. */
  public InputException(String what, String remedy, Throwable cause) {
    this(what, remedy, cause, false);
  }

  /**
   * As above.
   *
   * @param mayPass whether the cause may go away by itself, as a network's may
   */
  public InputException(String what, String remedy, Throwable cause, boolean mayPass) {
    super(remedy == null || remedy.isBlank() ? what : what + "\n  " + remedy, cause);
    this.mayPass = mayPass;
  }

  /** Whether trying again in a while makes sense. */
  public boolean mayPass() {
    return mayPass;
  }
}
