package hearth.cli;

import hearth.pipeline.DryRun;
import hearth.pipeline.Estimate;
import hearth.pipeline.report.EvidenceReport;
import hearth.pipeline.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What a finished run says on the terminal. */
final class RunSummary {
  private RunSummary() {}

  /** What a job would need. */
  static void print(DryRun dry, PrintWriter writer) {
    Estimate e = dry.estimate();
    line(writer, "run %s: nothing was done", dry.run());
    line(writer, "  tiles       %d, %d at once", e.tiles(), e.workers());
    line(
        writer,
        "  time        %s for the tiles",
        Double.isNaN(dry.seconds())
            ? "not known: the tiles that were tried failed"
            : "about %.0f s".formatted(dry.seconds()));
    line(writer, "  results     up to %d MB", e.resultBytes() >> 20);
    line(
        writer,
        "  database    up to %d MB, %d connections%s",
        e.databaseBytes() >> 20,
        e.connections(),
        dry.databaseAsked() ? "" : " (the private server does not run: not asked)");
    line(
        writer,
        "  memory      about %d MB; heap of %d MB or more",
        e.memoryBytes() >> 20,
        e.heapBytes() >> 20);
    line(writer, "  open files  about %d", e.openFiles());
  }

  private static void accuracy(PrintWriter writer, String what, EvidenceReport.Scores s) {
    line(
        writer,
        "  %-14s precision %.3f, recall %.3f, F1 %.3f",
        what,
        s.precision(),
        s.recall(),
        s.f1());
  }

  static void print(RunReport report, Path out, PrintWriter writer) {
    RunReport.Tiles tiles = report.tiles();
    line(writer, "run %s: %s", report.run(), report.state());
    if (tiles.total() > 0) {
      line(
          writer,
          "  tiles       %d done (%d without imagery), %d failed",
          tiles.done(),
          tiles.empty(),
          tiles.failed());
    }
    for (RunReport.FailedTile failed : tiles.failures()) {
      line(writer, "    tile %s failed: %s", failed.tile(), firstLine(failed.cause()));
    }
    line(writer, "  candidates  %s", counts(report.buildings()));
    line(
        writer,
        "  buildings   %d after joining: %s",
        report.sources().values().stream().mapToInt(Integer::intValue).sum(),
        counts(report.sources()));
    if (!report.evidence().verdicts().isEmpty()) {
      line(writer, "  surface     %s", counts(report.evidence().verdicts()));
    }
    EvidenceReport.Accuracy accuracy = report.evidence().accuracy();
    if (accuracy != null) {
      accuracy(writer, "against truth", accuracy.filterOn());
      accuracy(writer, "unfiltered", accuracy.filterOff());
    }
    if (!report.units().isEmpty()) {
      line(writer, "  %-16s %12s %14s  %s", "census unit", "census", "sum of cells", "shared over");
      for (RunReport.Unit unit : report.units()) {
        line(
            writer,
            "  %-16s %12s %14s  %s (%d buildings)",
            unit.id(),
            persons(unit.census(), 0),
            persons(unit.cells(), 3),
            unit.rule(),
            unit.buildings());
      }
      line(writer, "  %-16s %12s %14s  %s", "densest cells", "persons", "persons/km2", "lon, lat");
      for (RunReport.DenseCell cell : report.densest()) {
        line(
            writer,
            "  %-16s %12.1f %14.0f  %.5f, %.5f",
            cell.rank(),
            cell.persons(),
            cell.personsPerSquareKilometre(),
            cell.lon(),
            cell.lat());
      }
    }
    report.issues().forEach(i -> line(writer, "  data issue  %s: %d", i.code(), i.count()));
    report.warnings().forEach(w -> line(writer, "  warning     %s", w));
    report.notes().forEach(n -> line(writer, "  note        %s", n));
    line(
        writer,
        "  took        %.1f s; %speak memory %.0f MB",
        report.seconds().values().stream().mapToDouble(Double::doubleValue).sum(),
        report.models().isEmpty() ? "" : inference(report.effort()),
        report.effort().peakMemoryBytes() / 1e6);
    line(writer, "  files       in %s: %s", out, String.join(", ", report.files()));
  }

  private static String inference(RunReport.Effort effort) {
    return String.format(
        Locale.ROOT,
        "inference %.1f s on %d workers; ",
        effort.inferenceSeconds(),
        effort.workers());
  }

  private static String counts(Map<String, Integer> counts) {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (name, n) -> text.append(text.isEmpty() ? "" : ", ").append(n).append(' ').append(name));
    return text.isEmpty() ? "none" : text.toString();
  }

  private static String persons(double value, int digits) {
    return Double.isNaN(value)
        ? "not known"
        : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static void line(PrintWriter writer, String format, Object... args) {
    writer.println(String.format(Locale.ROOT, format, args));
  }
}
