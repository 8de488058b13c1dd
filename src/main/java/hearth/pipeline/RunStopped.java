package hearth.pipeline;

/**
 * A run that was stopped by what is no fault of its inputs: the database was lost, the disk is
 * full, memory ran out. What its tiles committed is kept, and it can be resumed.
 */
public final class RunStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunStopped(String runId, Throwable cause) {
    super(reason(cause) + "\n  " + hint(runId), cause);
  }

  /** How to go on with a run: a sentence for a person. */
  public static String hint(String runId) {
    return "./hearth runs resume %s goes on from there; so does the same command again."
        .formatted(runId.contains(" ") ? '"' + runId + '"' : runId);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      return "there is too little memory (%s)\n  Give the program more, for example"
              .formatted(cause.getMessage())
          + " HEARTH_JAVA_OPTS=-Xmx4g, or use fewer --workers.";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.toString() : message;
  }
}
