package hearth.geo;

import java.util.regex.Pattern;

/**
 * Input that is refused: a file, a band, a job key or an option that cannot be worked with.
 *
 * <p>The message is written for the person who gave the input: what was wrong, where (file, band,
 * feature, tile), and what to do. It is printed without a stack trace; the exit status is 2 when
 * nothing had been computed yet.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  private static final Pattern LONG_WORD = Pattern.compile("(\\S{300})\\S{200,}(\\S{60})");

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
    super(printable(remedy == null || remedy.isBlank() ? what : what + "\n  " + remedy), cause);
    this.mayPass = mayPass;
  }

  /**
   * A message repeats what was given, which may be anything: control characters, which a terminal
   * would obey, are shown as replacement characters, and words of thousands of letters are cut.
   */
  private static String printable(String message) {
    String plain = CONTROL.matcher(message).replaceAll("\uFFFD");
    return LONG_WORD.matcher(plain).replaceAll(word -> word.group(1) + "…" + word.group(2));
  }

  /** Whether trying again in a while makes sense. */
  public boolean mayPass() {
    return mayPass;
  }
}
