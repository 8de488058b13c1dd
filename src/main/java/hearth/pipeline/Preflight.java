package hearth.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.InputException;
import hearth.pipeline.job.RunConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is checked before any work: that the results have a place to go to. */
public final class Preflight {
  /** Report, map and rasters of a small run. */
  private static final long LEAST_BYTES = 64L << 20;

  /** Outlines of a tile in the two layers of the GeoPackage, with room for a dense town. */
  private static final long BYTES_PER_TILE = 1L << 20;

  private final RunConfig config;
  private final Inputs inputs;

  Preflight(RunConfig config, Inputs inputs) {
    this.config = config;
    this.inputs = inputs;
  }

  /**
   * Checks that the results have a place to go to. Makes nothing.
   *
   * @param replaces another run whose results may be replaced
   * @param force whether those of any run may be
   * @throws InputException when the folder cannot be written to, its disk is full, or it holds
   *     another run's results
   */
  void checkFolder(String runId, Optional<String> replaces, boolean force) {
    Path out = config.out();
    Path there = out.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new InputException(
          out + ": cannot be made (" + there + " is a file)",
          "Give a folder that you can write to as --out.");
    }
    if (!Files.isWritable(there)) {
      throw new InputException(
          out + ": cannot be written to", "Give a folder that you can write to as --out.");
    }
    // Asked of the folder itself: Java's list of mounted disks is not complete in a container.
    File disk = there.toFile();
    if (disk.getTotalSpace() > 0) {
      long tiles = inputs.tiles();
      requireSpace(out, disk.getUsableSpace(), LEAST_BYTES + tiles * BYTES_PER_TILE);
    }
    if (!force) {
      runIn(out.resolve(OutputFiles.REPORT_JSON))
          .filter(other -> !other.equals(runId) && !replaces.equals(Optional.of(other)))
          .ifPresent(
              other -> {
                throw new InputException(
                    out + ": holds the results of another run, " + other,
                    "Give another folder as --out, or --force to replace them.");
              });
    }
  }

  /** Makes the folder for the results. */
  void makeFolder() {
    try {
      Files.createDirectories(config.out());
    } catch (IOException e) {
      throw new InputException(
          config.out() + ": cannot be made" + why(e),
          "Give a folder that you can write to as --out.",
          e);
    }
  }

  private static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return " (permission denied)";
    }
    return e instanceof FileSystemException f && f.getReason() != null
        ? " (" + f.getReason() + ")"
        : "";
  }

  /** The run whose report lies there. */
  private static Optional<String> runIn(Path report) {
    try {
      return Files.exists(report)
          ? Optional.of(new JsonMapper().readTree(report.toFile()).path("run").asText("unknown"))
          : Optional.empty();
    } catch (IOException e) {
      // Some other file of that name: not ours to replace without being told.
      return Optional.of("unknown");
    }
  }

  /** Refuses a disk with too little room; sizes in bytes. */
  public static void requireSpace(Path out, long usable, long needed) {
    if (usable < needed) {
      throw new InputException(
          "%s: the disk has %d MB left, the results may need %d MB"
              .formatted(out, usable >> 20, needed >> 20),
          "Make room, or give a folder on another disk as --out.");
    }
  }
}
