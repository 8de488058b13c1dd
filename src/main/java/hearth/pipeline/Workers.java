package hearth.pipeline;

import java.lang.management.ManagementFactory;

/** How many tiles are in work at once. */
final class Workers {
  /**
   * Native and heap memory of a tile in work: activations of the largest encoder layers, three or
   * four float planes per channel at half the input size, with room to spare.
   */
  private static final long BYTES_PER_PIXEL = 2_000;

  private Workers() {}

  /**
   * One for each core, fewer where half of the machine's memory would not hold their tiles; at
   * least one.
   *
   * @param tileSize pixels of a side
   */
  static int number(int tileSize) {
    long budget = physicalMemory() / 2;
    long byMemory = Math.max(1, budget / bytes(tileSize));
    return (int) Math.min(Runtime.getRuntime().availableProcessors(), byMemory);
  }

  /** Memory of one tile in work, native memory included. */
  static long bytes(int tileSize) {
    return (long) tileSize * tileSize * BYTES_PER_PIXEL;
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
