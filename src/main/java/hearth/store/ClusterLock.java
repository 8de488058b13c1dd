package hearth.store;

import hearth.geo.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Keeps two processes from starting or stopping a cluster at once (flock). */
final class ClusterLock implements AutoCloseable {
  /** Longer than a start may take. */
  private static final int WAIT_SECONDS = 180;

  private static final int PAUSE_MILLIS = 50;

  private final FileChannel channel;

  private ClusterLock(FileChannel channel) {
    this.channel = channel;
  }

  static ClusterLock take(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        await(channel, file);
        return new ClusterLock(channel);
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputException("cannot lock " + file + ": " + e, "Check its folder.", e);
    }
  }

  private static void await(FileChannel channel, Path file) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!tryLock(channel)) {
      if (System.nanoTime() > end) {
        throw new InputException(
            "another process has held %s for %d s".formatted(file, WAIT_SECONDS),
            "See whether another hearth is starting the database, and end it if it hangs.");
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while waiting for " + file, "Try again.", true, e);
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  /** Closing the file lets the lock go. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new InputException("cannot unlock: " + e, "Check the disk.", e);
    }
  }
}
