package hearth.cli;

import hearth.pipeline.Progress;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress on standard error: a bar with rate and time left on a terminal, a line each ten seconds
 * elsewhere.
 */
final class ConsoleProgress implements Progress {
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final long BAR_NANOS = 200_000_000L;
  private static final int BAR_WIDTH = 30;

  private final PrintStream out;
  private final boolean terminal;
  private long start;
  private long last;
  private int before = -1;
  private boolean barOpen;

  ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** For standard error of this process. */
  static Progress standard(boolean quiet) {
    return quiet ? SILENT : new ConsoleProgress(System.err, System.console() != null);
  }

  @Override
  public void begun(String runId, int doneBefore, int tiles) {
    if (doneBefore > 0) {
      out.println(
          "hearth: going on with run %s: %d of %d tiles are done"
              .formatted(runId, doneBefore, tiles));
    }
  }

  @Override
  public void stage(String name) {
    closeBar();
    out.println("hearth: " + name);
    start = System.nanoTime();
    last = start;
    before = -1;
  }

  @Override
  public void tiles(int done, int failed, int total) {
    if (before < 0) {
      before = done;
    }
    long now = System.nanoTime();
    boolean end = done + failed == total;
    if (!end && now - last < (terminal ? BAR_NANOS : LINE_NANOS)) {
      return;
    }
    last = now;
    String line = line(done, failed, total, (now - start) / 1e9);
    if (terminal) {
      int filled = total == 0 ? BAR_WIDTH : BAR_WIDTH * (done + failed) / total;
      out.print(
          "\r  [" + "#".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] " + line + "   ");
      barOpen = true;
      if (end) {
        closeBar();
      }
    } else {
      out.println("  " + line);
    }
    out.flush();
  }

  @Override
  public void warn(String message) {
    closeBar();
    out.println("hearth: warning: " + message);
  }

  private String line(int done, int failed, int total, double seconds) {
    int processed = done + failed;
    double rate = seconds > 0 ? (processed - before) / seconds : 0;
    Runtime runtime = Runtime.getRuntime();
    long heapMegabytes = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    return String.format(
        Locale.ROOT,
        "%d of %d tiles%s, %.2f tiles/s, %s left, heap %d MB",
        processed,
        total,
        failed > 0 ? " (" + failed + " failed)" : "",
        rate,
        rate > 0 ? duration((total - processed) / rate) : "?",
        heapMegabytes);
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    return s < 3600
        ? "%d min %02d s".formatted(s / 60, s % 60)
        : "%d h %02d min".formatted(s / 3600, s / 60 % 60);
  }

  private void closeBar() {
    if (barOpen) {
      out.println();
      barOpen = false;
    }
  }
}
