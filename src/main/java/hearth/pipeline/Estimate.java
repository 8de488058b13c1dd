package hearth.pipeline;

import hearth.geo.TileLattice;
import hearth.pipeline.job.RunConfig;

/**
 * What a job will need, reckoned from its tiles and models before any work.
 *
 * @param tiles of the lattice
 * @param workers tiles in work at once
 * @param resultBytes files in the folder for the results, at most
 * @param databaseBytes rows of the run, at most
 * @param memoryBytes of the tiles in work and their models, outside the heap and in it
 * @param heapBytes of Java's heap, at least
 * @param openFiles at once
 * @param connections to the database
 */
public record Estimate(
    int tiles,
    int workers,
    long resultBytes,
    long databaseBytes,
    long memoryBytes,
    long heapBytes,
    int openFiles,
    int connections) {

  /** Report, map and rasters of a small run. */
  private static final long LEAST_BYTES = 64L << 20;

  /**
   * Twice what the sample takes, a dense town: 6,000 candidates/km² with 840 bytes each in the
   * GeoPackage, and 4 kB in the tables with their indexes.
   */
  private static final long RESULT_BYTES_PER_KM2 = 10L << 20;

  private static final long DATABASE_BYTES_PER_KM2 = 48L << 20;

  /** Classes, buffers, the reference systems. */
  private static final long LEAST_HEAP_BYTES = 48L << 20;

  /** The planes of a block, as bytes and as floats of both models. */
  private static final long HEAP_BYTES_PER_PIXEL = 32;

  /** Jars, libraries, the model files, standard streams. */
  private static final int FILES_ANYHOW = 128;

  /** Files of a mosaic that a reader keeps open, with their overviews and masks. */
  private static final int FILES_PER_READER = 2 * 32;

  /** The sink's, a reader's beside it, the lock's, and one to spare. */
  private static final int CONNECTIONS = 4;

  private static final double SQUARE_METRES_PER_KM2 = 1e6;

  static Estimate of(RunConfig config, Inputs inputs) {
    if (inputs.imagery().isEmpty()) {
      return new Estimate(
          0, 0, LEAST_BYTES, LEAST_BYTES, 0, LEAST_HEAP_BYTES, FILES_ANYHOW, CONNECTIONS);
    }
    Imagery imagery = inputs.imagery().get();
    TileLattice lattice = imagery.plan().lattice();
    int tiles = inputs.tiles();
    int workers =
        Math.min(
            tiles,
            config.execution().workers().orElseGet(() -> Workers.number(lattice.tileSize())));
    double metres = imagery.models().segmenter().groundResolution();
    double km2 =
        metres * lattice.grid().width() * metres * lattice.grid().height() / SQUARE_METRES_PER_KM2;
    long pixels = (long) lattice.tileSize() * lattice.tileSize();
    int readers = 1 + imagery.models().detector().map(d -> 1).orElse(0);
    int open = Math.min(imagery.source().files().size() * 2, FILES_PER_READER);
    return new Estimate(
        tiles,
        workers,
        LEAST_BYTES + (long) (km2 * RESULT_BYTES_PER_KM2),
        LEAST_BYTES + (long) (km2 * DATABASE_BYTES_PER_KM2),
        LEAST_HEAP_BYTES + workers * Workers.bytes(lattice.tileSize()),
        LEAST_HEAP_BYTES + workers * pixels * HEAP_BYTES_PER_PIXEL,
        FILES_ANYHOW + workers * readers * open,
        CONNECTIONS);
  }
}
