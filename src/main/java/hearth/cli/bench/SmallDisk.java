package hearth.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A small disk of its own (tmpfs) in a folder, that can be filled and made empty again. */
final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 1 << 20;
  private static final long COMMAND_SECONDS = 30;

  private final Path folder;
  private final Path ballast;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
  }

  /**
   * Mounts one; empty where this user may not mount.
   *
   * @param folder made where it is missing
   */
  static Optional<SmallDisk> mount(Path folder, int megabytes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String options = "mode=755,size=" + megabytes + "m";
    return call("mount", "-t", "tmpfs", "-o", options, "hearth-bench", folder.toString())
        ? Optional.of(new SmallDisk(folder))
        : Optional.empty();
  }

  /**
   * Fills it.
   *
   * @param left bytes that stay free
   */
  void fill(long left) throws IOException {
    long missing = Files.getFileStore(folder).getUsableSpace() - left;
    byte[] zeros = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (; missing > 0; missing -= CHUNK) {
        out.write(zeros, 0, (int) Math.min(CHUNK, missing));
      }
    } catch (IOException e) {
      // Others write to the same disk meanwhile; full is what was wanted.
      if (Files.getFileStore(folder).getUsableSpace() > left + CHUNK) {
        throw e;
      }
    }
  }

  /** Takes away what {@link #fill} wrote. */
  void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  /** Unmounts it, also while somebody still has a file open there. */
  @Override
  public void close() throws IOException {
    try {
      if (!call("umount", "--lazy", folder.toString())) {
        throw new IOException(folder + ": cannot be unmounted; umount it by hand");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(folder + ": not unmounted; umount it by hand", e);
    }
  }

  private static boolean call(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
