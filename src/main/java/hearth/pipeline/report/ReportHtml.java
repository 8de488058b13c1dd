package hearth.pipeline.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The page about a run that a person reads: one file, no script, nothing from the network. */
public final class ReportHtml {
  private ReportHtml() {}

  /**
   * Writes the page; an existing file is replaced.
   *
   * @param picture name of the map picture beside the page; empty for none
   */
  public static void write(Path file, RunReport report, Optional<String> picture)
      throws IOException {
    Files.writeString(file, text(report, picture), StandardCharsets.UTF_8);
  }

  /** The page as text. */
  public static String text(RunReport report, Optional<String> picture) {
    return "<!DOCTYPE html><title>" + report.run().replace("<", "&lt;") + "</title>\n";
  }
}
