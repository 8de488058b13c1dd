package hearth.cli.bench;

/**
 * How long a run takes from its first tile on, as last seen: a machine that gets quieter would
 * otherwise be done before most of its moments have come.
 */
final class RunTime {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private long millis;

  RunTime(long nanos) {
    was(nanos);
  }

  /**
   * @param nanos that a run took which nothing disturbed
   */
  void was(long nanos) {
    millis = Math.max(1, nanos / NANOS_PER_MILLI);
  }

  long millis() {
    return millis;
  }
}
