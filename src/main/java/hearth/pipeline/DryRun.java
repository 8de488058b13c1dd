package hearth.pipeline;

/**
 * What a job would need.
 *
 * @param run id that it would have
 * @param estimate of tiles, bytes, memory, files, connections
 * @param databaseAsked whether a server answered; a private one that does not run is not started
 * @param secondsPerTile of one worker, as measured on a few tiles; NaN where these failed
 */
public record DryRun(String run, Estimate estimate, boolean databaseAsked, double secondsPerTile) {

  /** Seconds of all tiles, workers side by side; the steps after them take a small part of it. */
  public double seconds() {
    return estimate.workers() == 0 ? 0 : secondsPerTile * estimate.tiles() / estimate.workers();
  }
}
