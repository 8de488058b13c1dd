package hearth.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.InputException;
import hearth.pipeline.job.RunConfig;
import hearth.store.Database;
import hearth.store.DatabaseUrl;
import hearth.store.PrivateCluster;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is checked before any work, against an {@link Estimate}: memory, open files, that the
 * results have a place to go to, and the database's connections and disk. Each refusal has its
 * remedy.
 */
final class Preflight {
  private final RunConfig config;
  private final Home home;
  private final Estimate estimate;

  Preflight(RunConfig config, Home home, Estimate estimate) {
    this.config = config;
    this.home = home;
    this.estimate = estimate;
  }

  /** Checks memory, Java's heap and the number of files that may be open. */
  void checkProcess() {
    requireMemory(Resources.freeMemory(), estimate.memoryBytes());
    requireHeap(Resources.heap(), estimate.heapBytes());
    requireOpenFiles(Resources.openFiles(), estimate.openFiles());
  }

  /** Checks that the database takes the connections, and has room where that can be known. */
  void checkDatabase(Database database) {
    checkDatabase(database.freeConnections());
  }

  /**
   * The same without opening it; the disk alone where a private server does not run.
   *
   * @return whether a server answered
   */
  boolean checkDatabaseUnopened() {
    Optional<DatabaseUrl> running = Databases.running(config.execution().db(), home.environment());
    checkDatabase(running.map(Database::freeConnections).orElse(Long.MAX_VALUE));
    return running.isPresent();
  }

  private void checkDatabase(long freeConnections) {
    requireConnections(freeConnections, estimate.connections());
    if (Databases.isPrivate(config.execution().db(), home.environment())) {
      Path folder = PrivateCluster.ofUser(home.environment()).status().folder();
      requireSpace(
          folder,
          Resources.disk(folder),
          estimate.databaseBytes(),
          "Make room on the disk of the private database, or use another database: --db.");
    }
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
    requireSpace(
        out,
        Resources.disk(there),
        estimate.resultBytes(),
        "Make room, or give a folder on another disk as --out.");
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
  static void requireSpace(Path folder, OptionalLong usable, long needed, String remedy) {
    if (usable.isPresent() && usable.getAsLong() < needed) {
      throw new InputException(
          "%s: the disk has %d MB left, the run may need %d MB"
              .formatted(folder, usable.getAsLong() >> 20, needed >> 20),
          remedy);
    }
  }

  static void requireMemory(OptionalLong free, long needed) {
    if (free.isPresent() && free.getAsLong() < needed) {
      throw new InputException(
          "the machine has %d MB of memory left, the run needs about %d MB"
              .formatted(free.getAsLong() >> 20, needed >> 20),
          "End other programs, or use fewer --workers or a smaller --tile-size.");
    }
  }

  static void requireHeap(long largest, long needed) {
    if (largest < needed) {
      throw new InputException(
          "Java's heap may grow to %d MB, the run needs at least %d MB"
              .formatted(largest >> 20, needed >> 20),
          "Allow more, for example HEARTH_JAVA_OPTS=-Xmx%dm, or use fewer --workers."
              .formatted((2 * needed) >> 20));
    }
  }

  static void requireOpenFiles(OptionalLong allowed, int needed) {
    if (allowed.isPresent() && allowed.getAsLong() < needed) {
      throw new InputException(
          "this process may open %d files, the run needs about %d"
              .formatted(allowed.getAsLong(), needed),
          "Allow more in this shell: ulimit -n %d; or use fewer --workers.".formatted(2 * needed));
    }
  }

  static void requireConnections(long free, int needed) {
    if (free < needed) {
      throw new InputException(
          "the database takes %d more connections, the run needs %d".formatted(free, needed),
          "End programs that are connected to it, or raise max_connections of the server.");
    }
  }
}
