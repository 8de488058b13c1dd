package hearth.cli;

import hearth.footprint.Evidence;
import hearth.footprint.Reliability;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code hearth evaluate} tells about the probabilities of buildings. */
final class ReliabilityReport {
  private ReliabilityReport() {}

  static void print(Reliability reliability, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "p_building     expected calibration error %.3f, %d outlines",
            reliability.expectedCalibrationError(),
            reliability.outlines()));
    out.println("%-14s %9s %9s %9s".formatted("  p_building", "outlines", "promised", "matched"));
    for (Reliability.Bin bin : reliability.bins()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %.1f-%.1f        %9d %9.3f %9.3f",
              bin.from(),
              bin.to(),
              bin.outlines(),
              bin.promised(),
              bin.matched()));
    }
  }

  static Map<String, Object> figures(Reliability reliability) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("expected_calibration_error", reliability.expectedCalibrationError());
    figures.put("outlines", reliability.outlines());
    List<Map<String, Object>> bins = new ArrayList<>();
    for (Reliability.Bin bin : reliability.bins()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("from", bin.from());
      row.put("to", bin.to());
      row.put("outlines", bin.outlines());
      row.put("promised", bin.promised());
      row.put("matched", bin.matched());
      bins.add(row);
    }
    figures.put("bins", bins);
    return figures;
  }

  /** A line for each outline; an empty field where a score is not known. */
  static void writeMatches(Path file, List<Reliability.Judged> judged) {
    StringBuilder csv = new StringBuilder("score,predicted_iou,stability,p_building,iou\n");
    for (Reliability.Judged j : judged) {
      Evidence e = j.evidence();
      csv.append(text(e.score())).append(',');
      csv.append(text(e.predictedIou())).append(',');
      csv.append(text(e.stability())).append(',');
      csv.append(text(e.pBuilding())).append(',');
      csv.append(text(j.iou())).append('\n');
    }
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new InputException(
          file + " cannot be written: " + e.getMessage(),
          "Check that the folder exists, may be written to, and has room.",
          e);
    }
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
  }
}
