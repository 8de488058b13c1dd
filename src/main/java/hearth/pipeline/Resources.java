package hearth.pipeline;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the machine has left; empty where the system does not tell. */
final class Resources {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final long KILOBYTE = 1024;

  private Resources() {}

  /** Memory that can be had without swapping, in bytes (MemAvailable in proc(5)). */
  static OptionalLong freeMemory() {
    try {
      return Files.readAllLines(MEMORY).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** The largest heap that this process may have, in bytes. */
  static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  /** Files that this process may open in all. */
  static OptionalLong openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? OptionalLong.of(unix.getMaxFileDescriptorCount())
        : OptionalLong.empty();
  }

  /** Room on the disk of a folder, in bytes; empty for a file system that has no size. */
  static OptionalLong disk(Path folder) {
    // Asked of the folder itself: Java's list of mounted disks is not complete in a container.
    return folder.toFile().getTotalSpace() > 0
        ? OptionalLong.of(folder.toFile().getUsableSpace())
        : OptionalLong.empty();
  }
}
