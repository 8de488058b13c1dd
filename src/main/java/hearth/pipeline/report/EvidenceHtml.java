package hearth.pipeline.report;

import java.util.Map;

/** What speaks for and against the candidates, as a part of the report's page. */
final class EvidenceHtml {
  private EvidenceHtml() {}

  /** Appends it; nothing where nothing was asked. */
  static void append(Html page, EvidenceReport evidence) {
    if (!evidence.verdicts().isEmpty()) {
      page.element("h3", "By the surface model").raw("\n");
      table(page, "verdict", evidence.verdicts());
    }
    accuracy(page, evidence.accuracy());
    if (evidence.hints().values().stream().anyMatch(n -> n > 0)) {
      page.element("h3", "For review").raw("\n");
      table(page, "hint", evidence.hints());
    }
    EvidenceReport.Shifts shifts = evidence.shifts();
    if (shifts.applied() > 0) {
      page.paragraph(
          "In %s of the map the detections lay apart from OpenStreetMap as a whole and were moved, by %s m at most."
              .formatted(
                  Figures.count(shifts.applied(), "cell", "cells"),
                  Figures.decimals(shifts.largestMetres(), 1)));
    }
  }

  private static void table(Html page, String kind, Map<String, Integer> counts) {
    page.table(kind, "#candidates", "meaning");
    counts.forEach(
        (code, n) -> {
          page.raw("<tr>").cell(code).number(Figures.whole(n));
          page.element("td class=\"wide\"", Explanations.of(kind, code)).raw("</tr>\n");
        });
    page.endTable();
  }

  private static void accuracy(Html page, EvidenceReport.Accuracy accuracy) {
    if (accuracy == null) {
      return;
    }
    page.element("h3", "Against the true outlines, at IoU 0.5").raw("\n");
    page.table("buildings", "#precision", "#recall", "#F1");
    row(page, "merged", accuracy.filterOn());
    row(page, "and what the surface model rejected", accuracy.filterOff());
    page.endTable();
  }

  private static void row(Html page, String label, EvidenceReport.Scores s) {
    page.raw("<tr>").cell(label);
    page.number(Figures.decimals(s.precision(), 3)).number(Figures.decimals(s.recall(), 3));
    page.number(Figures.decimals(s.f1(), 3)).raw("</tr>\n");
  }
}
